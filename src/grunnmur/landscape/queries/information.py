"""What information holds about whom, category by category."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.permissions import Actor, require
from grunnmur.landscape.catalogue import DATA_CATEGORIES, SUBJECT_CATEGORIES
from grunnmur.landscape.models import DataCategory, Element, InformationContent, SubjectCategory
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules import SEE, spoken
from grunnmur.landscape.rules.categories import SENSITIVITIES

Pair = tuple[str, str]
"""A data category and a subject category, by code."""


@dataclass(frozen=True)
class Category:
    """A category of personal data, in the reader's language."""

    code: str
    label: str
    sensitivity: str
    is_highly_personal: bool = False


@dataclass(frozen=True)
class Subject:
    """A category of those the information is about, in the reader's language."""

    code: str
    label: str
    is_vulnerable: bool = False
    is_child: bool = False
    is_employee: bool = False


def data_categories() -> Mapping[str, Category]:
    """Return the catalogue's categories and one's own by code, the least sensitive first. One statement."""
    found = [
        *(Category(c.code, spoken(c.label), c.sensitivity, c.is_highly_personal) for c in DATA_CATEGORIES.values()),
        *(
            Category(c.code, c.label, c.sensitivity, c.is_highly_personal)
            for c in DataCategory.objects.order_by("label")
        ),
    ]
    return {one.code: one for one in sorted(found, key=lambda one: SENSITIVITIES.index(one.sensitivity))}


def subject_categories() -> Mapping[str, Subject]:
    """Return the catalogue's categories of people and one's own by code, one's own last. One statement."""
    catalogue = (
        Subject(c.code, spoken(c.label), c.is_vulnerable, c.is_child, c.is_employee)
        for c in SUBJECT_CATEGORIES.values()
    )
    own = (
        Subject(c.code, c.label, c.is_vulnerable, c.is_child, c.is_employee)
        for c in SubjectCategory.objects.order_by("label")
    )
    return {one.code: one for one in (*catalogue, *own)}


def content_of(element_id: UUID) -> frozenset[Pair]:
    """Return what an information object holds about whom; for who may know of it. One statement."""
    rows = InformationContent.objects.filter(element_id=element_id)
    return frozenset(rows.values_list("data_category", "subject_category"))


def content_matrix(*, seen_by: Actor) -> Mapping[Pair, Sequence[Element]]:
    """Return which information holds each category about whom, by name; nothing for what none holds. One statement."""
    require(seen_by, SEE)
    known = visible(seen_by=seen_by).filter(type="information", retired_at=None)
    rows = InformationContent.objects.filter(element__in=known).select_related("element")
    matrix: defaultdict[Pair, list[Element]] = defaultdict(list)
    for row in rows.order_by("element__sort_key", "element_id"):
        matrix[row.data_category, row.subject_category].append(row.element)
    return matrix
