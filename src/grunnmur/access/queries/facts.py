"""Loading for the derivation: plain tuples, a fixed number of statements for one person or for all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg.types.range import Range

from grunnmur.access.derivation import facts
from grunnmur.access.models import Exclusion, Grant, Seat, Waiver
from grunnmur.access.queries.definitions import load_definitions
from grunnmur.core.periods import BEGINNING, Period, Span
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class Loaded:
    """Everything a derivation needs: what holds for everybody, and the facts about those to derive."""

    definitions: facts.Definitions
    people: facts.People


def load(person_ids: Collection[UUID] | None = None) -> Loaded:
    """Load the facts about these persons, or about everyone; 11 statements, whatever the number.

    Of seats, those of these persons: enough to derive them as the pools stand, not to sweep a pool (`seats_in`).
    """
    found = organisation.facts_for_derivation(person_ids)
    definitions = load_definitions(tuple(facts.UnitParent(*row) for row in found.parents))
    people = facts.People(
        employments=tuple(facts.Employment(*row) for row in found.employments),
        leaves=tuple(facts.Leave(*row) for row in found.leaves),
        appointments=tuple(facts.Appointment(*row) for row in found.appointments),
        leaderships=tuple(facts.Leadership(*row) for row in found.leaderships),
        deputies=tuple(_deputy(*row) for row in found.deputies),
        grants=tuple(_grants(person_ids)),
        exclusions=tuple(_exclusions(person_ids)),
        waivers=tuple(_waivers(person_ids)),
        seats=tuple(_seats(_of(Seat.objects.all(), person_ids))),
    )
    return Loaded(definitions, people)


def seats_in(pool_ids: Iterable[str]) -> tuple[facts.Seat, ...]:
    """Return every seat of these pools as it stands, whosever it is. One statement."""
    return tuple(_seats(Seat.objects.filter(pool_id__in=list(pool_ids))))


def concern_anything(person_ids: Collection[UUID]) -> bool:
    """Tell whether any of these works here, ever did or will, or has rows derived: without work nobody has anything."""
    statement = """SELECT EXISTS (SELECT FROM organisation_employment WHERE person_id = ANY (%(people)s))
        OR EXISTS (SELECT FROM access_digest WHERE person_id = ANY (%(people)s))"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"people": list(person_ids)})
        return bool(cursor.fetchone()[0])


def _deputy(key: str, for_person: str, deputy: str, unit: str | None, may: list[str], *days: int) -> facts.Deputy:
    lower, upper = days
    return facts.Deputy(key, for_person, deputy, unit, frozenset(may), lower, upper)


def _span(valid: Range[Any]) -> Span:  # Any: psycopg leaves the bound's type open
    return Period.from_range(valid).span


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _of(rows: QuerySet[Any], person_ids: Collection[UUID] | None) -> QuerySet[Any]:  # Any: rows about persons
    return rows if person_ids is None else rows.filter(person_id__in=person_ids)


def _grants(person_ids: Collection[UUID] | None) -> Iterable[facts.Grant]:
    columns = ("id", "person_id", "employment_id", "role_id", "permission_id", "scope_unit_id", "ends_at", "valid")
    for key, person, *targets, ends_at, valid in _of(Grant.objects.all(), person_ids).values_list(*columns):
        employment, role, permission, unit = map(_text, targets)
        yield facts.Grant(str(key), str(person), employment, role, permission, unit, ends_at, *_span(valid))


def _exclusions(person_ids: Collection[UUID] | None) -> Iterable[facts.Exclusion]:
    columns = ("id", "person_id", "role_id", "permission_id", "valid")
    for key, person, role, permission, valid in _of(Exclusion.objects.all(), person_ids).values_list(*columns):
        yield facts.Exclusion(str(key), str(person), _text(role), _text(permission), *_span(valid))


def _waivers(person_ids: Collection[UUID] | None) -> Iterable[facts.Waiver]:
    columns = ("id", "conflict_id", "person_id", "valid")
    for key, conflict, person, valid in _of(Waiver.objects.all(), person_ids).values_list(*columns):
        yield facts.Waiver(str(key), str(conflict), str(person), *_span(valid))


def _seats(rows: QuerySet[Seat]) -> Iterable[facts.Seat]:
    columns = ("pool_id", "person_id", "payer_id", "wanted_from", "recorded_at", "is_seated", "valid")
    for pool, person, payer, wanted_from, recorded_at, is_seated, valid in rows.values_list(*columns):
        first = wanted_from.toordinal() if wanted_from else BEGINNING
        yield facts.Seat(str(pool), str(person), _text(payer), first, recorded_at, is_seated, *_span(valid))
