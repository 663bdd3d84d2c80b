"""What waits for somebody's yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.core.permissions import Actor, System, keys_of, person_of
from grunnmur.organisation.queries import key_names
from grunnmur.publishing.models import ApprovalRequest, Version
from grunnmur.publishing.queries.items import owner_unit_of
from grunnmur.publishing.queries.standing import Deciding, StandIn, deciding, principals_of


@dataclass(frozen=True)
class Waiting:
    """A request that waits for the asker, and as whom she would decide it."""

    request: ApprovalRequest
    version: Version
    deciding: Deciding


def waiting_for(*, seen_by: Actor) -> list[Waiting]:
    """Return what waits for the asker's yes, hers and that of those she stands in for; the earliest due first.

    What she has said yes to needs the next one of another, and does not wait for her. One statement, and those that
    tell for whom she stands in.
    """
    principals = principals_of(seen_by)
    rows = ApprovalRequest.objects.filter(
        state=ApprovalRequest.State.OPEN, version__state=Version.State.APPROVAL
    ).select_related("version", "version__item")
    if person := person_of(seen_by):
        said = ApprovalRequest.objects.filter(state=ApprovalRequest.State.APPROVED, decided_by_id=person)
        rows = rows.exclude(version_id__in=said.values("version_id"))
    if not isinstance(seen_by, System):
        keys = keys_of(seen_by).union(*(one.keys for one in principals))
        rows = rows.filter(key__in=list(keys))
    found: dict[Version, Waiting] = {}
    for row in rows.order_by("due_date", "pk"):
        place = _deciding(row, by=seen_by, principals=principals)
        if place:
            found.setdefault(row.version, Waiting(row, row.version, place))
    return list(found.values())


def request_for(version: Version, *, by: Actor) -> tuple[ApprovalRequest, Deciding] | None:
    """Return the open request about a version that the actor decides, her own before another's; None without one."""
    principals = principals_of(by)
    rows = list(
        ApprovalRequest.objects.filter(version=version, state=ApprovalRequest.State.OPEN)
        .select_related("version", "version__item")
        .order_by("due_date", "pk")
    )
    places = [(row, _deciding(row, by=by, principals=principals)) for row in rows]
    found = [(row, place) for row, place in places if place]
    return min(found, key=lambda pair: pair[1].principal is not None, default=None)


def can_decide(version: Version, *, by: Actor) -> bool:
    """Tell whether a decision about a version is the actor's."""
    return request_for(version, by=by) is not None


def said_yes(version_id: UUID) -> frozenset[UUID]:
    """Return who has said yes to a version as it is; a yes that was voided does not count. One statement."""
    rows = ApprovalRequest.objects.filter(version_id=version_id, state=ApprovalRequest.State.APPROVED)
    return frozenset(person for person in rows.values_list("decided_by_id", flat=True) if person)


def asked_about(version_id: UUID) -> list[tuple[str, date]]:
    """Return whom open requests about a version ask, in words, and by which day; the first day first.

    Two or three statements.
    """
    rows = ApprovalRequest.objects.filter(version_id=version_id, state=ApprovalRequest.State.OPEN)
    asked = dict.fromkeys(rows.order_by("due_date", "pk").values_list("key", "due_date"))
    names = key_names({key for key, _day in asked})
    return [(names[key], day) for key, day in asked if key in names]


def _deciding(row: ApprovalRequest, *, by: Actor, principals: Sequence[StandIn]) -> Deciding | None:
    return deciding(row.key, owner_unit_of(row.version.item), by=by, principals=principals)
