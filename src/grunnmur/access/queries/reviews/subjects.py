"""What the questions of a review are about, as facts to compare: when they change, the answer no longer counts."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from psycopg.types.range import Range

from grunnmur.access.models import (
    DriftItem,
    Exclusion,
    Grant,
    IssuedThing,
    Permission,
    Role,
    RoleContent,
    Rule,
    RuleFunction,
    RulePerson,
    RulePosition,
    RuleUnit,
    Waiver,
)
from grunnmur.access.queries.reviews.ways import ways_on
from grunnmur.access.rules.reviews import Kind, Subject
from grunnmur.core.periods import Period

Facts: TypeAlias = dict[str, Any]  # Any: JSON
Found: TypeAlias = dict[Subject, Facts]


def facts_now(subjects: Collection[Subject], *, on: date) -> dict[Subject, Facts]:
    """Return what each is about on a day; what has ended, or is held no more, is left out.

    Fifteen statements at most, whatever the number.
    """
    sources: dict[str, Callable[[list[Subject], date], Found]] = {
        Kind.RULE: _rules,
        Kind.ROLE: _roles,
        Kind.GRANT: _grants,
        Kind.EXCLUSION: _exclusions,
        Kind.THING: _things,
        Kind.WAIVER: _waivers,
        Kind.DRIFT: _drift,
    }
    found: dict[Subject, Facts] = {}
    for kind, source in sources.items():
        asked = [subject for subject in subjects if subject.kind == kind]
        if asked:
            found |= source(asked, on)
    held = [subject for subject in subjects if subject.kind in {Kind.ACCESS, Kind.MEMBERSHIP}]
    return found | (_held(held, on) if held else {})


def _days(valid: Range[Any]) -> list[str | None]:  # Any: psycopg leaves the bound's type open
    period = Period.from_range(valid)
    return [day.isoformat() if day else None for day in (period.lower, period.upper)]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _grants(subjects: list[Subject], on: date) -> Found:
    rows = Grant.objects.filter(pk__in=[subject.id for subject in subjects]).select_related("permission")
    return {
        Subject(Kind.GRANT, row.pk, row.person_id): {
            "role": _text(row.role_id),
            "permission": _text(row.permission_id),
            "risk": row.permission.risk if row.permission else None,
            "unit": _text(row.scope_unit_id),
            "employment": _text(row.employment_id),
            "days": _days(row.valid),
        }
        for row in rows
        if not Period.from_range(row.valid).is_over(on)
    }


def _exclusions(subjects: list[Subject], on: date) -> Found:
    rows = Exclusion.objects.filter(pk__in=[subject.id for subject in subjects])
    return {
        Subject(Kind.EXCLUSION, row.pk, row.person_id): {
            "role": _text(row.role_id),
            "permission": _text(row.permission_id),
            "days": _days(row.valid),
        }
        for row in rows
        if not Period.from_range(row.valid).is_over(on)
    }


def _waivers(subjects: list[Subject], on: date) -> Found:
    rows = Waiver.objects.filter(pk__in=[subject.id for subject in subjects])
    return {
        Subject(Kind.WAIVER, row.pk, row.person_id): {
            "conflict": str(row.conflict_id),
            "reason": row.reason,
            "check": row.compensating_check,
            "days": _days(row.valid),
        }
        for row in rows
        if not Period.from_range(row.valid).is_over(on)
    }


def _drift(subjects: list[Subject], _on: date) -> Found:
    """What was found is asked about while it is there, and nobody has answered it in another way."""
    rows = DriftItem.objects.filter(pk__in=[subject.id for subject in subjects], gone_at=None)
    asked = rows.filter(answer=DriftItem.Answer.ASKED).select_related("account", "permission")
    return {
        Subject(Kind.DRIFT, row.pk, row.account.person_id): {
            "target": str(row.target_id),
            "permission": _text(row.permission_id),
            "risk": row.permission.risk if row.permission else None,
        }
        for row in asked
    }


def _things(subjects: list[Subject], _on: date) -> Found:
    wanted = {(subject.person, subject.id) for subject in subjects}
    rows = IssuedThing.objects.filter(
        person_id__in={person for person, _id in wanted if person}, permission_id__in={one for _person, one in wanted}
    )
    return {
        Subject(Kind.THING, row.permission_id, row.person_id): {"thing": str(row.pk), "label": row.label}
        for row in rows.filter(returned_at=None)
        if (row.person_id, row.permission_id) in wanted
    }


def _roles(subjects: list[Subject], on: date) -> Found:
    ids = [subject.id for subject in subjects]
    states = dict(Role.objects.filter(pk__in=ids).values_list("pk", "state"))
    inside: defaultdict[UUID, list[list[Any]]] = defaultdict(list)  # Any: JSON
    rows = RoleContent.objects.filter(role_id__in=ids, valid__contains=on).select_related("permission")
    for row in rows:
        inside[row.role_id].append([str(row.permission_id), row.scope, _text(row.unit_id) or "", row.permission.risk])
    return {
        Subject(Kind.ROLE, role, None): {"content": sorted(inside[role])}
        for role, state in states.items()
        if state == Role.State.ACTIVE
    }


def _rules(subjects: list[Subject], on: date) -> Found:
    ids = [subject.id for subject in subjects]
    units = _listed(RuleUnit.objects.filter(rule__in=ids).values_list("rule_id", "unit_id", "is_minus", "with_below"))
    positions = _listed(RulePosition.objects.filter(rule__in=ids).values_list("rule_id", "position_id"))
    functions = _listed(RuleFunction.objects.filter(rule__in=ids).values_list("rule_id", "function_id"))
    persons = _listed(RulePerson.objects.filter(rule__in=ids).values_list("rule_id", "person_id", "is_minus"))
    return {
        Subject(Kind.RULE, row.pk, None): {
            "effect": row.effect,
            "role": _text(row.role_id),
            "permission": _text(row.permission_id),
            "anchor": row.anchor,
            "kinds": sorted(row.employment_kinds),
            "has_deputies": row.has_deputies,
            "structure": row.structure,
            "days": _days(row.valid),
            "units": units[row.pk],
            "positions": positions[row.pk],
            "functions": functions[row.pk],
            "persons": persons[row.pk],
        }
        for row in Rule.objects.filter(pk__in=ids)
        if not Period.from_range(row.valid).is_over(on)
    }


def _listed(rows: Iterable[tuple[Any, ...]]) -> defaultdict[UUID, list[list[str]]]:  # Any: rows of several tables
    found: defaultdict[UUID, list[list[str]]] = defaultdict(list)
    for rule, *values in rows:
        found[rule].append([str(value) for value in values])
    for listed in found.values():
        listed.sort()
    return found


def _held(subjects: list[Subject], on: date) -> Found:
    """Return by which roles, rules and grants each person holds what she is asked about."""
    people = {subject.person for subject in subjects if subject.person}
    wanted = set(subjects)
    sources: defaultdict[Subject, set[tuple[str, str]]] = defaultdict(set)
    for way in ways_on(on, persons=people):
        ids = ((Kind.ACCESS, way.permission), (Kind.MEMBERSHIP, way.source))
        for subject in (Subject(kind, one, way.person) for kind, one in ids if one):
            if subject in wanted:
                sources[subject].add((_text(way.role) or "", str(way.source)))
    accesses = {subject.id for subject in subjects if subject.kind == Kind.ACCESS}
    risks = dict(Permission.objects.filter(pk__in=accesses).values_list("pk", "risk")) if accesses else {}
    return {
        subject: {"ways": [list(way) for way in sorted(found)], "risk": risks.get(subject.id)}
        for subject, found in sources.items()
    }
