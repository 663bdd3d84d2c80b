"""A process told as a table: steps one after the other, with choices, work at the same time and ways back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One step. id: its element's; facts: ours, in their order, `uid` and `number` among them."""

    id: str
    name: str = ""
    role: str = ""  # the name of its lane; "" = none
    doc: str = ""
    facts: Facts = ()

    def fact(self, key: str) -> str:
        """Return the first fact of a name, empty if there is none."""
        return next((value for name, value in self.facts if name == key), "")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is waited for or sent on the way, or the end of the way. Nothing comes after an end."""

    id: str
    name: str = ""
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer to a question, or one of the ways of work at the same time (without an answer); may be empty."""

    answer: str = ""
    blocks: "tuple[Block, ...]" = ()
    flow: str = ""  # the id of the flow that begins it
    is_otherwise: bool = False  # taken in all other cases


@dataclass(frozen=True, slots=True)
class Fork:
    """A question with an answer for each branch, or (`is_parallel`) work at the same time."""

    id: str
    branches: tuple[Branch, ...]
    question: str = ""
    is_parallel: bool = False
    join: str = ""  # the element where the branches meet again


@dataclass(frozen=True, slots=True)
class Jump:
    """A question whose answer leads back to an earlier block; otherwise on."""

    id: str
    to: str
    question: str = ""
    answer: str = ""
    otherwise: str = ""
    flows: tuple[str, str] = ("", "")  # the ids of the one that leads back, and of the one that leads on
    default: str = ""  # the id of the one that is taken in all other cases


Block = Row | Event | Fork | Jump


@dataclass(frozen=True, slots=True)
class Table:
    """One process. start: its start event; meets: the gateway where ways back arrive, by the block behind it."""

    start: Event
    blocks: tuple[Block, ...]
    meets: tuple[tuple[str, str], ...] = ()

    def rows(self) -> list[Row]:
        """Return the steps in their order, whatever they lie in."""
        return [block for block, _depth in walk(self.blocks) if isinstance(block, Row)]


def walk(blocks: Sequence[Block], *, depth: int = 0) -> Iterator[tuple[Block, int]]:
    """Yield every block with its depth, what a fork holds right after it."""
    for block in blocks:
        yield block, depth
        if isinstance(block, Fork):
            for branch in block.branches:
                yield from walk(branch.blocks, depth=depth + 1)


def is_ended(blocks: Sequence[Block]) -> bool:
    """Tell whether nothing can come after these: an end, or a question all of whose answers lead to ends."""
    if not blocks:
        return False
    match blocks[-1]:
        case Event(is_end=is_end):
            return is_end
        case Fork(is_parallel=False, branches=branches):
            return all(is_ended(branch.blocks) for branch in branches)
        case _:
            return False


def size(blocks: Sequence[Block]) -> int:
    """Return how many blocks these are, those inside others too, without ends."""
    return sum(1 for block, _depth in walk(blocks) if not (isinstance(block, Event) and block.is_end))
