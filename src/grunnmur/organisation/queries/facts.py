"""The facts that decide who shall have what, for `access` to derive from: plain tuples, quick to load."""

from collections.abc import Collection
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from grunnmur.core.periods import BEGINNING, END
from grunnmur.organisation.queries.statements import fetch

Row: TypeAlias = tuple[Any, ...]  # Any: text, numbers, None, as each list of Facts says


class Facts(NamedTuple):
    """Ids are text; `lower` and `upper` are day numbers as in `core.periods.Span`, BEGINNING and END when open.

    The columns of each list, in this order:
    parents: unit, parent or None, structure, lower, upper
    employments: id, person, unit, position or None, kind, lower, upper
    leaves: id, employment, percent (float), lower, upper
    appointments: id, person, function, unit, lower, upper
    leaderships: id, person, unit, kind (leader, acting), lower, upper
    deputies: id, for_person, deputy, unit or None, may (list), lower, upper
    """

    parents: list[Row]
    employments: list[Row]
    leaves: list[Row]
    appointments: list[Row]
    leaderships: list[Row]
    deputies: list[Row]


# columns, their source, the range, and how to narrow it to `people`
_LISTS = {
    "parents": ("f.unit_id::text, f.parent_id::text, f.structure", "organisation_unitparent f", ""),
    "employments": (
        "f.id::text, f.person_id::text, f.unit_id::text, f.position_id::text, f.kind",
        "organisation_employment f",
        "WHERE f.person_id = ANY (%(people)s)",
    ),
    "leaves": (
        "f.id::text, f.employment_id::text, f.percent::float",
        "organisation_leave f JOIN organisation_employment e ON e.id = f.employment_id",
        "WHERE e.person_id = ANY (%(people)s)",
    ),
    "appointments": (
        "f.id::text, f.person_id::text, f.function_id::text, f.unit_id::text",
        "organisation_appointment f",
        "WHERE f.person_id = ANY (%(people)s)",
    ),
    "leaderships": (
        "f.id::text, f.person_id::text, f.unit_id::text, f.kind",
        "organisation_leadership f",
        """WHERE f.person_id = ANY (%(people)s) OR f.person_id IN
        (SELECT for_person_id FROM organisation_deputy WHERE deputy_id = ANY (%(people)s))""",
    ),
    "deputies": (
        "f.id::text, f.for_person_id::text, f.deputy_id::text, f.unit_id::text, f.may",
        "organisation_deputy f",
        "WHERE f.deputy_id = ANY (%(people)s) OR f.for_person_id = ANY (%(people)s)",
    ),
}
# date.toordinal() counts 0001-01-01 as 1
_DAYS = f"""
coalesce(lower(f.valid) - date '0001-01-01' + 1, {BEGINNING}),
coalesce(upper(f.valid) - date '0001-01-01' + 1, {END})"""


def facts_for_derivation(person_ids: Collection[UUID] | None = None) -> Facts:
    """Return all facts of these persons, or of everyone, for all days; the unit tree always whole.

    Also the leaderships of those a person is a deputy for. In no order. Six statements, whatever the number.
    """
    people = None if person_ids is None else list(person_ids)
    lists = {name: fetch(_statement(name, is_narrow=people is not None), {"people": people}) for name in _LISTS}
    return Facts(**lists)


def _statement(name: str, *, is_narrow: bool) -> str:
    columns, source, narrow = _LISTS[name]
    return f"SELECT {columns}, {_DAYS} FROM {source} {narrow if is_narrow else ''}"  # noqa: S608  # constants above
