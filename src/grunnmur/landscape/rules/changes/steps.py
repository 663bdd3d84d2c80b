"""The steps of a change, and how each is kept: an operation, its element, and a payload as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple
from uuid import UUID

from grunnmur.landscape.models import ChangeStep

Operation = ChangeStep.Operation


@dataclass(frozen=True)
class RetireElement:
    """It is taken off the map, and everything it hangs together with ends."""

    element_id: UUID


@dataclass(frozen=True)
class EndRelation:
    """Two things hang together no longer."""

    element_id: UUID
    kind: str
    dst_id: UUID


@dataclass(frozen=True)
class AddRelation:
    """Two things hang together from then on. strength: 2 required, 1 supporting, 0 optional."""

    element_id: UUID
    kind: str
    dst_id: UUID
    strength: int


@dataclass(frozen=True)
class ReplaceElement:
    """What hung on one thing by these kinds hangs on another of the same type; the first stays on the map."""

    element_id: UUID
    by_id: UUID
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class SwapSupplier:
    """Another supplier delivers it. from_id: who did until then; None for nobody."""

    element_id: UUID
    from_id: UUID | None
    to_id: UUID


@dataclass(frozen=True)
class CloseUnitInto:
    """A unit is merged into another, which takes over what it does, has and owns."""

    element_id: UUID
    into_id: UUID


@dataclass(frozen=True)
class NewRequirement:
    """A law or requirement on the map comes to apply to these."""

    element_id: UUID
    applies_to: tuple[UUID, ...]


@dataclass(frozen=True)
class ChangeFact:
    """A question about a system gets another answer. value: as the kind of the question has it in JSON."""

    element_id: UUID
    key: str
    value: bool | int | str
    evidence: str = ""


Step = (
    RetireElement
    | EndRelation
    | AddRelation
    | ReplaceElement
    | SwapSupplier
    | CloseUnitInto
    | NewRequirement
    | ChangeFact
)
OPERATIONS: Mapping[type, Operation] = {
    RetireElement: Operation.RETIRE_ELEMENT,
    EndRelation: Operation.END_RELATION,
    AddRelation: Operation.ADD_RELATION,
    ReplaceElement: Operation.REPLACE_ELEMENT,
    SwapSupplier: Operation.SWAP_SUPPLIER,
    CloseUnitInto: Operation.CLOSE_UNIT_INTO,
    NewRequirement: Operation.NEW_REQUIREMENT,
    ChangeFact: Operation.CHANGE_FACT,
}
_STEPS: Mapping[str, Callable[..., Step]] = {code: step for step, code in OPERATIONS.items()}
_ONE, _MANY = frozenset({"dst_id", "by_id", "from_id", "to_id", "into_id"}), "applies_to"


class Kept(NamedTuple):
    """A step as its row holds it."""

    operation: str
    element_id: UUID
    payload: dict[str, Any]  # Any: JSON


def kept(step: Step) -> Kept:
    """Return how a step is kept."""
    facts = {name: _plain(value) for name, value in asdict(step).items() if name != "element_id"}
    return Kept(OPERATIONS[type(step)], step.element_id, facts)


def _plain(value: Any) -> Any:  # Any: what a step is made of, and JSON
    if isinstance(value, UUID):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def step_of(row: Kept | ChangeStep) -> Step:
    """Return the step that a row holds."""
    facts = {name: _read(name, value) for name, value in row.payload.items()}
    return _STEPS[row.operation](element_id=row.element_id, **facts)


def _read(name: str, value: Any) -> Any:  # Any: JSON, and what a step is made of
    if name in _ONE:
        return UUID(value) if value else None
    if name == _MANY:
        return tuple(UUID(one) for one in value)
    return tuple(value) if isinstance(value, list) else value


def named_by(step: Step) -> tuple[UUID, ...]:
    """Return the elements a step names, its own first, each once."""
    others = [getattr(step, field.name) for field in fields(step) if field.name in _ONE]
    many = step.applies_to if isinstance(step, NewRequirement) else ()
    return tuple(dict.fromkeys(one for one in (step.element_id, *others, *many) if one is not None))


def ends_with(step: Step) -> UUID | None:
    """Return the element that is no longer there after a step; None for most steps."""
    return step.element_id if isinstance(step, RetireElement | CloseUnitInto) else None
