"""What a review would ask, and whom; nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from grunnmur.access.models import Exclusion, Grant, IssuedThing, Permission, Role, RoleContent, Rule
from grunnmur.access.queries.reviews.reviewers import OFFICERS, Chains, chains_of
from grunnmur.access.queries.reviews.waivers import RISK_OF_WAIVER, waivers_within
from grunnmur.access.queries.reviews.ways import Places, narrowed, persons_within, places_on, ways_on
from grunnmur.access.rules.reviews import (
    RISKY,
    Cause,
    Kind,
    PeerCount,
    Scope,
    Subject,
    Way,
    collapse,
    peer_counts,
)
from grunnmur.core.permissions import members_of


@dataclass(frozen=True)
class PlannedItem:
    """One question: what it covers, who is asked, where the person works, and why it is asked about her alone."""

    subject: Subject
    ways: tuple[Way, ...]
    reviewer_key: str
    unit: UUID | None
    risk: int
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All questions of a review. ways: what they cover together, each once; peers: how usual an access is."""

    items: tuple[PlannedItem, ...]
    ways: tuple[Way, ...]
    peers: Mapping[tuple[UUID, UUID], PeerCount]

    @cached_property
    def by_kind(self) -> Mapping[str, int]:
        """How many questions there are of each kind."""
        return Counter(item.subject.kind for item in self.items)

    @cached_property
    def by_reviewer(self) -> Mapping[str, int]:
        """How many questions each reviewer gets."""
        return Counter(item.reviewer_key for item in self.items)


def plan_review(scope: Scope, *, on: date) -> Plan:
    """Return the questions of a review of what is had on a day within a scope.

    Sixteen statements, and one for each group that owns a rule.
    """
    places = places_on(on)
    persons = persons_within(scope, places, on=on)
    everything = ways_on(on)
    permissions = _permissions(scope)
    ways = narrowed(everything, scope, persons=persons, permissions=permissions)
    peers = peer_counts(everything, places.first)
    owners = _owners_of_rules({way.source for way in ways if not way.is_grant})
    unusual = {pair for pair, count in peers.items() if count.is_unusual}
    questions = collapse(ways, unusual=unusual, own=_own(ways, owners, on))
    away = _exclusions(scope, persons, permissions, on=on)
    away += waivers_within(scope, persons, permissions, on=on)
    homes = _homes([*questions, *away], places)
    chains = chains_of({unit for unit in homes.values() if unit}, on=on)
    asked = _Asked(owners, homes, chains, frozenset(unusual))
    items = [asked.item(subject, found) for subject, found in questions.items()]
    items += [asked.item(subject, []) for subject in away]
    items += _roles(ways, scope, on=on)
    return Plan(tuple(sorted(items, key=_order)), tuple(ways), peers)


def plan_of_mover(person: UUID, *, unit: UUID | None, on: date) -> Plan:
    """Return the questions about one person who moves: what was given to her and what she has in hand.

    unit: whose leader is asked. Eight statements.
    """
    places = places_on(on)
    ways = [way for way in ways_on(on, persons=[person]) if way.is_grant]
    questions = collapse(ways, unusual=(), own=())
    out = IssuedThing.objects.filter(person_id=person, returned_at=None).exclude(permission__resource__fulfil_key="")
    things = [Subject(Kind.THING, one, person) for one in out.values_list("permission_id", flat=True).order_by("id")]
    covered = {subject.id for subject in questions if subject.kind == Kind.ACCESS}
    homes = dict.fromkeys((person,), unit or places.first.get(person, (None, None))[0])
    asked = _Asked({}, dict.fromkeys([*questions, *things], homes[person]), _chains(homes, on), frozenset())
    items = [asked.item(subject, found) for subject, found in questions.items()]
    items += [asked.item(subject, []) for subject in things if subject.id not in covered]
    return Plan(tuple(sorted(items, key=_order)), tuple(ways), {})


def _chains(homes: Mapping[UUID, UUID | None], on: date) -> Chains:
    return chains_of({unit for unit in homes.values() if unit}, on=on)


def _order(item: PlannedItem) -> tuple[str, ...]:
    return (item.reviewer_key, item.subject.kind, str(item.subject.id), str(item.subject.person))


@dataclass(frozen=True)
class _Asked:
    """Who is asked about what."""

    owners: Mapping[UUID, str]
    homes: Mapping[Subject, UUID | None]
    chains: Chains
    unusual: frozenset[tuple[UUID, UUID]]

    def item(self, subject: Subject, ways: Sequence[Way]) -> PlannedItem:
        unit = self.homes.get(subject)
        key = self.owners.get(subject.id, OFFICERS)
        if subject.person:
            key = self.chains.leader_key(unit, of=subject.person)
        risk = max((way.risk for way in ways), default=RISK_OF_WAIVER if subject.kind == Kind.WAIVER else 1)
        return PlannedItem(subject, tuple(ways), key, unit, risk, tuple(self._causes(subject, risk)))

    def _causes(self, subject: Subject, risk: int) -> Iterable[str]:
        if subject.kind == Kind.MEMBERSHIP:
            yield Cause.OWN
        if subject.kind == Kind.ACCESS and risk >= RISKY:
            yield Cause.RISK
        if subject.kind == Kind.ACCESS and (subject.person, subject.id) in self.unusual:
            yield Cause.OUTLIER


def _permissions(scope: Scope) -> frozenset[UUID] | None:
    """Return the levels a scope names, itself or by their resource; None = all."""
    if not scope.resources and not scope.permissions:
        return None
    found = frozenset(scope.permissions)
    if not scope.resources:
        return found
    of_resources = frozenset(Permission.objects.filter(resource__in=scope.resources).values_list("pk", flat=True))
    return of_resources & found if found else of_resources


def _owners_of_rules(rules: Collection[UUID]) -> dict[UUID, str]:
    """Return who keeps each rule: its owner, else the owner of what it gives, else the access officers."""
    rows = Rule.objects.filter(pk__in=rules).select_related("role", "permission__resource")
    return {row.pk: row.owner_key or _owner_of_target(row) or OFFICERS for row in rows}


def _owner_of_target(rule: Rule) -> str:
    if rule.role:
        return rule.role.owner_key
    return rule.permission.resource.owner_key if rule.permission else ""


def _own(ways: Iterable[Way], owners: Mapping[UUID, str], on: date) -> set[tuple[UUID, UUID]]:
    """Return (person, rule) for those who would be asked about a rule that gives to themselves."""
    members = {key: members_of(key, on) for key in set(owners.values())}
    return {
        (way.person, way.source) for way in ways if way.source in owners and way.person in members[owners[way.source]]
    }


def _exclusions(
    scope: Scope, persons: Collection[UUID] | None, permissions: Collection[UUID] | None, *, on: date
) -> list[Subject]:
    rows = Exclusion.objects.filter(valid__contains=on)
    if persons is not None:
        rows = rows.filter(person_id__in=persons)
    if permissions is not None:
        roles = RoleContent.objects.filter(permission_id__in=permissions, valid__contains=on).values("role_id")
        rows = rows.filter(Q(permission_id__in=permissions) | Q(role_id__in=roles))
    if scope.roles:
        rows = rows.filter(role_id__in=scope.roles)
    return [Subject(Kind.EXCLUSION, pk, person) for pk, person in rows.order_by("id").values_list("pk", "person_id")]


def _homes(subjects: Collection[Subject], places: Places) -> dict[Subject, UUID | None]:
    """Return the unit whose leader is asked about each: where a grant's employment is, else where she works first."""
    grants = [subject.id for subject in subjects if subject.kind == Kind.GRANT]
    bound = dict(Grant.objects.filter(pk__in=grants, employment__isnull=False).values_list("pk", "employment__unit_id"))
    return {
        subject: bound.get(subject.id) or places.first.get(subject.person, (None, None))[0]
        for subject in subjects
        if subject.person
    }


def _roles(ways: Iterable[Way], scope: Scope, *, on: date) -> list[PlannedItem]:
    """Return one question for the content of each role that is had within the scope, or was named."""
    named = {way.role for way in ways if way.role} | set(scope.roles)
    rows = Role.objects.filter(pk__in=named, state=Role.State.ACTIVE).values_list("pk", "owner_key")
    risks: defaultdict[UUID, int] = defaultdict(lambda: 1)
    inside = RoleContent.objects.filter(role_id__in=named, valid__contains=on)
    for role, risk in inside.values_list("role_id", "permission__risk"):
        risks[role] = max(risks[role], risk)
    return [
        PlannedItem(Subject(Kind.ROLE, role, None), (), owner or OFFICERS, None, risks[role]) for role, owner in rows
    ]
