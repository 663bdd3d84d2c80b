"""What a reviewer is shown of a question: names, sentences and numbers, put down as they are on the day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.derivation import Compiled, Message
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.explain import message_of
from grunnmur.access.derivation.reasons import reasons_of
from grunnmur.access.models import (
    DriftItem,
    Exclusion,
    Grant,
    IssuedThing,
    ObservedAccess,
    Permission,
    Role,
    RoleContent,
    Rule,
    Waiver,
)
from grunnmur.access.queries import facts
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.reviews.plan import PlannedItem
from grunnmur.access.queries.rule_sentences import told_rules
from grunnmur.access.rules.reviews import Kind, PeerCount, Subject, Way
from grunnmur.core.clock import today
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation

Shown: TypeAlias = dict[str, Any]  # Any: JSON
SYSTEM = System("A review is opened")
IDS = ("permission", "role", "rule", "unit", "position", "function", "leader")


@dataclass(frozen=True)
class Told:
    """The things that questions are about, loaded once for all of them."""

    rules: Mapping[UUID, tuple[Rule, str]]
    roles: Mapping[UUID, str]
    permissions: Mapping[UUID, str]
    grants: Mapping[UUID, Grant]
    exclusions: Mapping[UUID, Exclusion]
    things: Mapping[tuple[UUID, UUID], IssuedThing]
    contents: Mapping[UUID, Sequence[str]]
    waivers: Mapping[UUID, Waiver]
    drift: Mapping[UUID, DriftItem]


def shown_of(
    items: Collection[PlannedItem], *, peers: Mapping[tuple[UUID, UUID], PeerCount], on: date
) -> dict[Subject, Shown]:
    """Return what to show of each question. Some forty statements, whatever the number of questions."""
    told = _told(items, on)
    reasons, used = _reasons(items, on), _last_used(items, told)
    return {
        item.subject: _shown(item, told, peers) | reasons.get(item.subject, {}) | used.get(item.subject, {})
        for item in items
    }


def _shown(item: PlannedItem, told: Told, peers: Mapping[tuple[UUID, UUID], PeerCount]) -> Shown:
    subject, ways = item.subject, item.ways
    since = min((way.since for way in ways if way.since), default=None)
    shown = _by_kind(subject, ways, told)
    if subject.kind == Kind.ACCESS and subject.person and (count := peers.get((subject.person, subject.id))):
        shown["peers"] = list(count)
    return {"since": since.isoformat() if since else None} | shown


def _by_kind(subject: Subject, ways: Sequence[Way], told: Told) -> Shown:
    tellers: dict[str, Callable[[Subject, Sequence[Way], Told], Shown]] = {
        Kind.RULE: _rule,
        Kind.MEMBERSHIP: _membership,
        Kind.ROLE: _role,
        Kind.GRANT: _grant,
        Kind.EXCLUSION: _exclusion,
        Kind.THING: _thing,
        Kind.ACCESS: _access,
        Kind.WAIVER: _waiver,
        Kind.DRIFT: _drift,
    }
    return tellers[subject.kind](subject, ways, told)


def _rule(subject: Subject, ways: Sequence[Way], told: Told) -> Shown:
    rule, sentence = told.rules[subject.id]
    count = len({way.person for way in ways})
    return {"name": rule.name, "target": _target(rule, told), "text": sentence, "holders": count}


def _membership(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    rule, _sentence = told.rules[subject.id]
    target = _target(rule, told)
    reason = {"role": target if rule.role_id else "", "rules": [rule.name]}
    return {"name": target, "reason": reason, "contents": list(told.contents.get(rule.role_id or rule.pk, ()))}


def _role(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    return {"name": told.roles[subject.id], "contents": list(told.contents.get(subject.id, ()))}


def _grant(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    grant = told.grants[subject.id]
    name = _target(grant, told)
    reason = {"role": name if grant.role_id else "", "reasons": [grant.told_reason], "until": _day(grant.valid.upper)}
    return {"name": name, "reason": reason, "contents": list(told.contents.get(grant.role_id or grant.pk, ()))}


def _exclusion(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    away = told.exclusions[subject.id]
    return {"name": _target(away, told), "text": away.reason, "since": _day(away.valid.lower)}


def _access(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    return {"name": told.permissions[subject.id]}


def _thing(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    thing = told.things[subject.person or subject.id, subject.id]
    issued = thing.issued_at.astimezone(current_tenant().zone).date()
    return {"name": told.permissions[subject.id], "text": thing.label, "since": issued.isoformat()}


def _waiver(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    waiver = told.waivers[subject.id]
    facts = {"reason": waiver.reason, "check": waiver.compensating_check, "until": _day(waiver.valid.upper)}
    return {"name": waiver.conflict.name, "waiver": facts, "since": _day(waiver.valid.lower)}


def _drift(subject: Subject, _ways: Sequence[Way], told: Told) -> Shown:
    found = told.drift[subject.id]
    name = permission_name(found.permission) if found.permission else ""
    first = found.first_seen_at.astimezone(current_tenant().zone).date()
    return {"name": name, "found_in": found.target.name, "since": first.isoformat()}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _target(row: Rule | Grant | Exclusion, told: Told) -> str:
    if row.role_id:
        return told.roles[row.role_id]
    return told.permissions[row.permission_id] if row.permission_id else ""


def _told(items: Collection[PlannedItem], on: date) -> Told:
    ids: defaultdict[str, set[UUID]] = defaultdict(set)
    for item in items:
        ids[item.subject.kind].add(item.subject.id)
    rules = _rules(ids[Kind.RULE] | ids[Kind.MEMBERSHIP])
    grants = Grant.objects.in_bulk(ids[Kind.GRANT])
    exclusions = Exclusion.objects.in_bulk(ids[Kind.EXCLUSION])
    rows: list[Rule | Grant | Exclusion] = [
        *(rule for rule, _sentence in rules.values()),
        *grants.values(),
        *exclusions.values(),
    ]
    roles = ids[Kind.ROLE] | {row.role_id for row in rows if row.role_id}
    levels = ids[Kind.ACCESS] | ids[Kind.THING] | {row.permission_id for row in rows if row.permission_id}
    people = {item.subject.person for item in items if item.subject.kind == Kind.THING and item.subject.person}
    out = IssuedThing.objects.filter(person_id__in=people, returned_at=None)
    return Told(
        rules=rules,
        roles=dict(Role.objects.filter(pk__in=roles).values_list("pk", "name")),
        permissions=_names(levels),
        grants=grants,
        exclusions=exclusions,
        things={(row.person_id, row.permission_id): row for row in out},
        contents=_contents(roles, on),
        waivers={row.pk: row for row in Waiver.objects.filter(pk__in=ids[Kind.WAIVER]).select_related("conflict")},
        drift={row.pk: row for row in _found(ids[Kind.DRIFT])},
    )


def _rules(ids: Collection[UUID]) -> dict[UUID, tuple[Rule, str]]:
    rows = list(Rule.objects.filter(pk__in=ids).select_related("role", "permission__resource"))
    return {one.rule.pk: (one.rule, one.sentence) for one in told_rules(rows, on=today(), seen_by=SYSTEM)}


def _found(ids: Collection[UUID]) -> QuerySet[DriftItem]:
    return DriftItem.objects.filter(pk__in=ids).select_related("target", "permission__resource")


def _names(ids: Collection[UUID]) -> dict[UUID, str]:
    rows = Permission.objects.filter(pk__in=ids).select_related("resource")
    return {row.pk: permission_name(row) for row in rows}


def _contents(roles: Collection[UUID], on: date) -> dict[UUID, list[str]]:
    rows = RoleContent.objects.filter(role_id__in=roles, valid__contains=on).select_related("permission__resource")
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        found[row.role_id].add(permission_name(row.permission))
    return {role: sorted(names) for role, names in found.items()}


def _reasons(items: Iterable[PlannedItem], on: date) -> dict[Subject, Shown]:
    """Return, for each access of one person, the derivation's sentences with the names in them."""
    subjects = {item.subject for item in items if item.subject.kind == Kind.ACCESS}
    people = {subject.person for subject in subjects if subject.person}
    if not people:
        return {}
    loaded = facts.load(people)
    crowd, compiled = Crowd(loaded.people), Compiled(loaded.definitions)
    found: dict[Subject, list[Message]] = {}
    for person in people:
        for row in reasons_of(str(person), crowd, compiled):
            subject = Subject(Kind.ACCESS, UUID(row.permission), person)
            if subject in subjects and on in row.valid:
                found.setdefault(subject, []).append(message_of(row))
    names = _names_in([message for messages in found.values() for message in messages])
    return {subject: _sentences(messages, names) for subject, messages in found.items()}


def _last_used(items: Iterable[PlannedItem], told: Told) -> dict[Subject, Shown]:
    """Return when each person last used what she is asked about, where a source has told. One statement."""
    pairs: dict[Subject, tuple[UUID, UUID]] = {}
    for item in items:
        kind, one, person = item.subject
        level = told.grants[one].permission_id if kind == Kind.GRANT else one
        if person and level and kind in {Kind.ACCESS, Kind.THING, Kind.GRANT}:
            pairs[item.subject] = (person, level)
    rows = ObservedAccess.objects.filter(
        holder__person_id__in={person for person, _level in pairs.values()}, last_used__isnull=False
    )
    days = {
        (person, level): day
        for person, level, day in rows.values_list("holder__person_id", "thing__permission_id").annotate(
            Max("last_used")
        )
    }
    return {subject: {"last_used": days[pair].isoformat()} for subject, pair in pairs.items() if pair in days}


def _sentences(messages: Sequence[Message], names: Mapping[str, str]) -> Shown:
    told = [_written(message) for message in messages]
    used = {one[field] for one in told for field in IDS if one.get(field)}
    return {"sentences": told, "names": {key: names[key] for key in sorted(used) if key in names}}


def _written(message: Message) -> Shown:
    """Return a sentence as JSON: its key, the ids it names, and days."""
    params = message.params
    ids = {field: getattr(params, field) for field in IDS if getattr(params, field)}
    days = [_day(params.valid.lower), _day(params.valid.upper)] if params.valid else None
    return {"key": str(message.key), "day": _day(params.day), "days": days} | ids


def _names_in(messages: Collection[Message]) -> dict[str, str]:
    """Return the names of everything the sentences mention; persons stand as a leader. Six statements."""
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for message in messages:
        for field in IDS:
            if found := getattr(message.params, field):
                wanted[field].add(UUID(found))
    named = (
        _names(wanted["permission"]),
        dict(Role.objects.filter(pk__in=wanted["role"]).values_list("pk", "name")),
        dict(Rule.objects.filter(pk__in=wanted["rule"]).values_list("pk", "name")),
        organisation.unit_names(wanted["unit"]),
        organisation.position_names() if wanted["position"] else {},
        organisation.function_names() if wanted["function"] else {},
        dict.fromkeys(wanted["leader"], _("a leader")),
    )
    return {str(key): name for names in named for key, name in names.items()}
