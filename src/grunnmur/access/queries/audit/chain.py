"""From decision to hand-over: everything that was done so that somebody had one thing on a day."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.access.models import (
    ConflictSide,
    Exclusion,
    Grant,
    IssuedThing,
    RequestLine,
    Role,
    RoleContent,
    Rule,
    Waiver,
)
from grunnmur.access.queries.audit.causes import causes_of
from grunnmur.access.queries.audit.days import Pair, derived_tables
from grunnmur.access.queries.why import Why, why
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core import formats
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require


@dataclass(frozen=True)
class Step:
    """One deed. rule_id: the rule it is about, None for grants and things; by: blank for the program itself."""

    title: str
    text: str
    by: str
    at: datetime
    rule_id: UUID | None = None


def explained(person_id: UUID, permission_id: UUID, *, on: date, seen_by: Actor) -> tuple[Why, list[Step]]:
    """Return why somebody had a permission on a day, with every route, and what was done for it, the first deed first.

    A fixed number of statements. Raises as `queries.why`, and PermissionDenied (needs access.audit).
    """
    require(seen_by, AUDIT)
    told = why(person_id, permission_id, on=on, seen_by=seen_by)
    pair = Pair(person_id, permission_id)
    with derived_tables(on) as tables:
        causes = [cause for cause in causes_of([pair], tables)[pair] if on in cause.valid]
    rules = {cause.origin.id for cause in causes if cause.origin.is_rule}
    grants = {cause.origin.id for cause in causes if not cause.origin.is_rule}
    deeds = [*_rules(rules), *_grants(grants), *_exclusions(pair, on), *_waivers(pair, on), *_things(pair)]
    return told, sorted(deeds, key=lambda step: step.at)


def _events(model: Any, ids: Collection[UUID]) -> Iterable[Any]:  # Any: event models are made at start-up
    return list(model.pgh_event_model.objects.filter(pgh_obj_id__in=ids).order_by("pgh_id"))


def _by(event: Any) -> str:  # Any: the same
    return str((event.pgh_context or {}).get("name", ""))


def _rules(ids: Collection[UUID]) -> Iterator[Step]:
    for event in _events(Rule, ids):
        title = _("Rule made: %(rule)s") if event.pgh_label == "insert" else _("Rule changed: %(rule)s")
        text = _joined(event.reason, event.legal_basis, _days(event.valid))
        yield Step(title % {"rule": event.name}, text, _by(event), event.pgh_created_at, event.pgh_obj_id)


def _grants(ids: Collection[UUID]) -> Iterator[Step]:
    events = _events(Grant, ids)
    roles = dict(Role.objects.filter(pk__in={event.role_id for event in events}).values_list("pk", "name"))
    for event in events:
        what = roles.get(event.role_id, "") or _("the level alone")
        title = _("Given: %(what)s") if event.pgh_label == "insert" else _("Changed: %(what)s")
        source = str(dict(Grant.Source.choices).get(event.source, ""))
        text = _joined(event.reason, event.case_number, source, _days(event.valid))
        yield Step(title % {"what": what}, text, _by(event), event.pgh_created_at)


def _exclusions(pair: Pair, on: date) -> Iterator[Step]:
    rows = Exclusion.objects.filter(person_id=pair.person, permission_id=pair.permission, valid__contains=on)
    for event in _events(Exclusion, list(rows.values_list("pk", flat=True))):
        title = _("Kept away") if event.pgh_label == "insert" else _("The keeping away was changed")
        yield Step(title, _joined(event.reason, _days(event.valid)), _by(event), event.pgh_created_at)


def _waivers(pair: Pair, on: date) -> Iterator[Step]:
    """Tell of exceptions from conflicts that the permission is on a side of: asked for, and allowed."""
    roles = RoleContent.objects.filter(permission_id=pair.permission, valid__contains=on).values("role_id")
    sides = ConflictSide.objects.filter(Q(permission_id=pair.permission) | Q(role_id__in=roles))
    rows = Waiver.objects.filter(
        person_id=pair.person, valid__contains=on, conflict_id__in=sides.values("conflict_id")
    ).select_related("conflict")
    found = {row.pk: row for row in rows}
    names = {row.request_line_id: row.conflict.name for row in found.values() if row.request_line_id}
    for event in _events(RequestLine, names):
        if event.pgh_label == "insert":
            title = _("Exception asked for: %(conflict)s") % {"conflict": names[event.pgh_obj_id]}
            text = _joined(event.compensating_check, _days(event.valid))
            yield Step(title, text, _by(event), event.pgh_created_at)
    for event in _events(Waiver, found):
        allowed = event.pgh_label == "insert"
        title = _("Exception allowed: %(conflict)s") if allowed else _("The exception was changed: %(conflict)s")
        text = _joined(event.reason, event.compensating_check, _days(event.valid))
        facts = {"conflict": found[event.pgh_obj_id].conflict.name}
        yield Step(title % facts, text, _by(event), event.pgh_created_at)


def _things(pair: Pair) -> Iterator[Step]:
    """Tell when things were handed out and came back; the moments are those that were written down."""
    things = IssuedThing.objects.filter(person_id=pair.person, permission_id=pair.permission)
    labels = dict(things.values_list("pk", "label"))
    for event in _events(IssuedThing, list(labels)):
        if event.pgh_label == "insert":
            yield Step(_("Handed out"), labels[event.pgh_obj_id], _by(event), event.issued_at)
        elif event.returned_at:
            title = _("Lost") if event.is_lost else _("Taken back")
            yield Step(title, labels[event.pgh_obj_id], _by(event), event.returned_at)


def _days(valid: Any) -> str:  # Any: psycopg leaves the bound's type open
    return formats.period(Period.from_range(valid))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
