"""What can be done to a table: each change gives a new one, told in the one way there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.table.model import Block, Branch, Event, Fork, Jump, Row, Table, walk
from grunnmur.processes.bpmn.table.normal import normal

NOT_THERE = _("This is no longer in the table.")
NOTHING_LEADS = _("Then nothing would lead to the steps that come after.")
NOT_TOGETHER = _("Choose steps that stand one after the other.")
NO_NEXT = _("No step comes right after this one.")
NOT_WITHIN = _("It cannot stand within itself.")
NOT_EARLIER = _("One can only go back to an earlier step on the same way.")
PLACE = ":"  # between a fork and the number of its branch, for the beginning of the branch


class EditRefusedError(BpmnError):
    """The change cannot be made; the message says why."""


def add(table: Table, new: Block, *, after: str) -> Table:
    """Put a block behind another one, at the beginning (""), or at the beginning of a branch ("fork:0")."""
    return _done(table, _put(table.blocks, new, after=after))


def _put(blocks: tuple[Block, ...], new: Block, *, after: str) -> tuple[Block, ...]:
    fork, mark, number = after.rpartition(PLACE)
    if not after:
        return (new, *blocks)
    if (fork or after) not in {block.id for block, _depth in walk(blocks)}:
        raise EditRefusedError(NOT_THERE)
    if mark:
        return _swapped(blocks, fork, lambda block: [_begun(block, number, new)])
    return _swapped(blocks, after, lambda block: [block, new])


def _begun(block: Block, number: str, new: Block) -> Block:
    if not isinstance(block, Fork) or not number.isdecimal() or int(number) >= len(block.branches):
        raise EditRefusedError(NOT_THERE)
    branches = list(block.branches)
    branches[int(number)] = replace(branches[int(number)], blocks=(new, *branches[int(number)].blocks))
    return replace(block, branches=tuple(branches))


def reword(table: Table, block: Block) -> Table:
    """Let a block say something else; where it stands and what it holds stays. Raises EditRefusedError."""
    return _swap(table, block.id, lambda _old: [block])


def remove(table: Table, block_id: str) -> Table:
    """Take a block out, with everything in it."""
    found = [block for block, _depth in walk(table.blocks) if block.id == block_id]
    gone = {block.id for block, _depth in walk(found)}
    return _swap(table, block_id, lambda _block: [], gone=gone)


def unwrap(table: Table, fork_id: str) -> Table:
    """Take a question, or work at the same time, away; what it holds stands one after the other."""

    def inside(block: Block) -> list[Block]:
        if not isinstance(block, Fork):
            raise EditRefusedError(NOT_THERE)
        found = [one for branch in block.branches for one in branch.blocks]
        return [one for one in found if not (isinstance(one, Event) and one.is_end)]

    return _swap(table, fork_id, inside)


def wrap(table: Table, first: str, last: str, make: Callable[[tuple[Block, ...]], Fork]) -> Table:
    """Put blocks that stand one after the other, from the first to the last, into a fork."""
    return _done(table, _wrapped(table.blocks, first, last, make))


def _wrapped(
    blocks: tuple[Block, ...], first: str, last: str, make: Callable[[tuple[Block, ...]], Fork]
) -> tuple[Block, ...]:
    names = [block.id for block in blocks]
    if first in names:
        if last not in names[names.index(first) :]:
            raise EditRefusedError(NOT_TOGETHER)
        begin, end = names.index(first), names.index(last) + 1
        return (*blocks[:begin], make(blocks[begin:end]), *blocks[end:])
    return tuple(
        replace(block, branches=tuple(replace(b, blocks=_wrapped(b.blocks, first, last, make)) for b in block.branches))
        if isinstance(block, Fork)
        else block
        for block in blocks
    )


def move(table: Table, block_id: str, *, down: bool) -> Table:
    """Move a block one place up or down; at the edge of a branch it leaves it. At the edge of all it stays."""
    if block_id not in {block.id for block, _depth in walk(table.blocks)}:
        raise EditRefusedError(NOT_THERE)
    blocks, left = _moved(table.blocks, block_id, down=down)
    return table if left else _done(table, blocks)


def move_to(table: Table, block_id: str, *, after: str) -> Table:
    """Move a block, with everything in it, to a place as of `add`: also into a branch, or out of one.

    Refused if a way back would then lead to what does not stand before it.
    """
    block = next((one for one, _depth in walk(table.blocks) if one.id == block_id), None)
    if block is None:
        raise EditRefusedError(NOT_THERE)
    if after == block_id:
        return table
    if (after.rpartition(PLACE)[0] or after) in {one.id for one, _depth in walk([block])}:
        raise EditRefusedError(NOT_WITHIN)
    left = _swapped(table.blocks, block_id, lambda _old: [])
    changed = _done(table, _put(left, block, after=after))
    if not _jumps(table) <= _jumps(changed):
        raise EditRefusedError(NOT_EARLIER)
    return changed


def _jumps(table: Table) -> set[str]:
    return {block.id for block, _depth in walk(table.blocks) if isinstance(block, Jump)}


def _moved(blocks: tuple[Block, ...], name: str, *, down: bool) -> tuple[tuple[Block, ...], Block | None]:
    """Return the blocks, and the one that left them."""
    found = list(blocks)
    for place, block in enumerate(found):
        if block.id == name:
            other = place + 1 if down else place - 1
            if not 0 <= other < len(found) or _is_end(found[other]):
                return (*found[:place], *found[place + 1 :]), block
            found[place], found[other] = found[other], found[place]
            return tuple(found), None
        if not isinstance(block, Fork):
            continue
        for number, branch in enumerate(block.branches):
            inner, left = _moved(branch.blocks, name, down=down)
            if inner == branch.blocks:
                continue
            branches = list(block.branches)
            branches[number] = replace(branch, blocks=inner)
            fork = replace(block, branches=tuple(branches))
            pair = [fork, left] if down else [left, fork]
            found[place : place + 1] = [one for one in pair if one]
            return tuple(found), None
    return blocks, None


def _is_end(block: Block) -> bool:
    return isinstance(block, Event) and block.is_end


def merge(table: Table, row_id: str, *, make: Callable[[Row, Row], Row]) -> Table:
    """Make one step of a step and the one right after it."""
    return _done(table, _merged(table.blocks, row_id, make), gone=_next_row(table.blocks, row_id))


def _merged(blocks: tuple[Block, ...], name: str, make: Callable[[Row, Row], Row]) -> tuple[Block, ...]:
    found: list[Block] = []
    left = list(blocks)
    while left:
        block = left.pop(0)
        if block.id == name:
            if not (isinstance(block, Row) and left and isinstance(left[0], Row)):
                raise EditRefusedError(NO_NEXT)
            found.append(make(block, left[0]))
            left.pop(0)
        elif isinstance(block, Fork):
            branches = [replace(one, blocks=_merged(one.blocks, name, make)) for one in block.branches]
            found.append(replace(block, branches=tuple(branches)))
        else:
            found.append(block)
    return tuple(found)


def _next_row(blocks: Sequence[Block], name: str) -> set[str]:
    every = [block.id for block, _depth in walk(blocks)]
    place = every.index(name) + 1 if name in every else len(every)
    return set(every[place : place + 1])


def go_back(table: Table, jump: Jump, *, after: str) -> Table:
    """Ask behind a block whether to go back to an earlier one."""
    changed = add(table, jump, after=after)
    if jump.id not in {block.id for block, _depth in walk(changed.blocks)}:
        raise EditRefusedError(NOT_EARLIER)
    return changed


def answer(table: Table, fork_id: str, answer: str, *, new: Block) -> Table:
    """Give a question one more answer, with a step in it; or work at the same time one more way."""

    def more(block: Block) -> list[Block]:
        if not isinstance(block, Fork):
            raise EditRefusedError(NOT_THERE)
        return [replace(block, branches=(*block.branches, Branch(answer, (new,))))]

    return _swap(table, fork_id, more)


def end(table: Table, fork_id: str, number: int, event: Event) -> Table:
    """Let one answer of a question lead to an end of its own."""

    def ended(block: Block) -> list[Block]:
        if not isinstance(block, Fork) or block.is_parallel or number >= len(block.branches):
            raise EditRefusedError(NOT_THERE)
        branches = list(block.branches)
        branches[number] = replace(branches[number], blocks=(*branches[number].blocks, event))
        return [replace(block, branches=tuple(branches))]

    return _swap(table, fork_id, ended)


def _swap(
    table: Table, name: str, change: Callable[[Block], Sequence[Block]], *, gone: set[str] | None = None
) -> Table:
    if name not in {block.id for block, _depth in walk(table.blocks)}:
        raise EditRefusedError(NOT_THERE)
    return _done(table, _swapped(table.blocks, name, change), gone=gone)


def _swapped(blocks: Sequence[Block], name: str, change: Callable[[Block], Sequence[Block]]) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        if block.id == name:
            found += change(block)
        elif isinstance(block, Fork):
            branches = [replace(one, blocks=_swapped(one.blocks, name, change)) for one in block.branches]
            found.append(replace(block, branches=tuple(branches)))
        else:
            found.append(block)
    return tuple(found)


def _done(table: Table, blocks: tuple[Block, ...], *, gone: set[str] | None = None) -> Table:
    """Return the table with these blocks; no step may be lost but those that are to go."""
    changed = normal(replace(table, blocks=blocks))
    before = {row.id for row in table.rows()} - (gone or set())
    if not before <= {row.id for row in changed.rows()}:
        raise EditRefusedError(NOTHING_LEADS)
    return changed
