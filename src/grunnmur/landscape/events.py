"""What landscape states as facts, by id."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ElementsRegistered:
    """These elements are new on the map, or back on it."""

    type: str
    element_ids: frozenset[UUID]


@dataclass(frozen=True)
class ElementsChanged:
    """These elements are called, owned or graded otherwise than before; `fields` names the columns."""

    type: str
    element_ids: frozenset[UUID]
    fields: frozenset[str]


@dataclass(frozen=True)
class ElementsRetired:
    """These elements are no longer on the map of today."""

    type: str
    element_ids: frozenset[UUID]


@dataclass(frozen=True)
class RelationsChanged:
    """Relations of these kinds between these elements began, ended, or became stronger or weaker."""

    element_ids: frozenset[UUID]
    kinds: frozenset[str]
    source: str


@dataclass(frozen=True)
class SystemFactChanged:
    """A question about a system got another answer."""

    element_id: UUID
    key: str


@dataclass(frozen=True)
class InformationContentChanged:
    """An information object holds other categories of personal data than before."""

    element_id: UUID


@dataclass(frozen=True)
class ChangeCaseDecided:
    """It was decided to make a change."""

    case_id: UUID


@dataclass(frozen=True)
class ChangeCaseApplied:
    """A decided change was carried out."""

    case_id: UUID
