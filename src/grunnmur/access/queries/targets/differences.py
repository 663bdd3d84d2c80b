"""Changes and differences of a target as lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from grunnmur.access.models import DriftItem, Target, TargetChange
from grunnmur.access.queries.targets.lists import require_look
from grunnmur.access.queries.targets.needs import Need, needs_of
from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor


def change_list(
    target: Target, *, state: str = "", seen_by: Actor, after: str = "", limit: int = 50
) -> Slice[TargetChange]:
    """Return the changes of a target, what needs somebody first. One statement. Raises PermissionDenied."""
    require_look(seen_by)
    rows = TargetChange.objects.filter(target=target).select_related("account", "permission__resource")
    rows = rows.filter(state=state) if state else rows.filter(state__in=("open", "held", "failed"))
    return keyset(rows, by=("created_at", "id"), after=after, limit=limit)


@dataclass(frozen=True, kw_only=True)
class DriftFilter:
    """How differences are narrowed; blank = all. answer: `waiting` or an answer."""

    text: str = ""
    kind: str = ""
    answer: str = ""


def drift_rows(target: Target, wanted: DriftFilter, *, seen_by: Actor) -> QuerySet[DriftItem]:
    """Return the differences there are now, with account and permission. Raises PermissionDenied."""
    require_look(seen_by)
    rows = DriftItem.objects.filter(target=target, gone_at=None)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.answer:
        rows = rows.filter(answer="" if wanted.answer == "waiting" else wanted.answer)
    if wanted.text:
        text = wanted.text
        rows = rows.filter(Q(account__username__icontains=text) | Q(account__person__display_name__icontains=text))
    return rows.select_related("account", "permission__resource", "answered_by")


def drift_list(
    target: Target, wanted: DriftFilter, *, seen_by: Actor, after: str = "", limit: int = 100
) -> Slice[DriftItem]:
    """Return a page of the differences, by kind. One statement. Raises PermissionDenied."""
    return keyset(drift_rows(target, wanted, seen_by=seen_by), by=("kind", "id"), after=after, limit=limit)


def rehearsed(target: Target, *, seen_by: Actor) -> list[Need]:
    """Return what a plan would do to a target now; nothing is written. Two statements. Raises PermissionDenied."""
    require_look(seen_by)
    return needs_of(target, on=today())


def persons_in(needs: Iterable[Need]) -> set[UUID]:
    """Return whom a plan is about."""
    return {need.person_id for need in needs}
