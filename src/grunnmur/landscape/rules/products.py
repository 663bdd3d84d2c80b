"""Products as they are sold: what a catalogue says, what was said otherwise here, and which of the two counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from grunnmur.core.errors import DomainError
from grunnmur.landscape.rules.answers import Value, checked_value, fact_key

Said: TypeAlias = Mapping[str, Any]  # Any: texts and answers
"""What is said of a product by place: kind, description, supplier, and facts.<key> for each question."""
FACT = "facts."


class ProductInUseError(DomainError):
    """The name belongs to another product already."""


class NothingSaidError(DomainError):
    """The catalogue says nothing about this."""


@dataclass(frozen=True, kw_only=True)
class ProductFacts:
    """A product as it is typed in, or as a catalogue hands it over. facts: answers by question."""

    name: str
    supplier_id: UUID | None = None
    kind: str = "line_of_business"
    description: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)

    def said(self) -> dict[str, Any]:  # Any: texts and answers
        """Return what is said by place; what is empty is not said. Raises AnswerError for what answers no question."""
        plain = {
            "kind": self.kind,
            "description": self.description.strip(),
            "supplier": str(self.supplier_id or ""),
        }
        answers = {f"{FACT}{code}": checked_value(fact_key(code), value) for code, value in self.facts.items()}
        return {place: value for place, value in plain.items() if value} | answers


def overrides(here: Said, catalogue: Said) -> frozenset[str]:
    """Return the places where something else is said here than in the catalogue, nothing included."""
    nothing = object()
    return frozenset(
        place for place in {*here, *catalogue} if not _same(here.get(place, nothing), catalogue.get(place, nothing))
    )


def local_additions(here: Said, catalogue: Said) -> frozenset[str]:
    """Return what was said by hand before the catalogue came, and differs; what was left empty gives way."""
    return overrides(here, catalogue) & here.keys()


def merged(here: Said, catalogue: Said, kept: frozenset[str]) -> dict[str, Any]:  # Any: texts and answers
    """Return what counts: the catalogue's word, save where something was said here."""
    local = {place: value for place, value in here.items() if place in kept}
    return {place: value for place, value in catalogue.items() if place not in kept} | local


def facts_in(said: Said) -> dict[str, Value]:
    """Return the answers among what is said, by question."""
    return {place.removeprefix(FACT): value for place, value in said.items() if place.startswith(FACT)}


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other  # 1 is not yes
