"""Lists of lines: what waits for me, what I asked for, and everything for the officer."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from grunnmur.access.models import Decision, RequestLine, RequestStep, StepDecider
from grunnmur.access.queries.requests.shown import ShownLine, shown_lines
from grunnmur.access.rules import OFFICER
from grunnmur.core.paging import keyset
from grunnmur.core.permissions import Actor, person_of, require
from grunnmur.organisation.queries.people import begins

SORTS = {
    "oldest": ("request__sent_at", "id"),
    "risk": ("safest_last", "request__sent_at", "id"),
    "receiver": ("request__receiver__sort_key", "request__sent_at", "id"),
}
MOST = 200  # waiting for one person; whoever has more gets the rest as these are answered


@dataclass(frozen=True, kw_only=True)
class LineFilter:
    """How the officer's list is narrowed and sorted; blank = all. sort: a key of SORTS."""

    text: str = ""
    state: str = ""
    operation: str = ""
    risk: str = ""
    sort: str = "oldest"


def _rows() -> QuerySet[RequestLine]:
    return RequestLine.objects.select_related("request", "role", "permission__resource", "conflict")


def _waiting(seen_by: Actor) -> QuerySet[RequestLine]:
    person = person_of(seen_by)
    if person is None:
        return _rows().none()
    here = {"step__line": OuterRef("pk"), "step__state": RequestStep.State.OPEN}
    mine = StepDecider.objects.filter(**here, person_id=person, is_asked=True)
    answered = Decision.objects.filter(**here, decider_id=person)
    return _rows().filter(Exists(mine), ~Exists(answered), state=RequestLine.State.WAITING)


def to_decide(*, seen_by: Actor) -> list[ShownLine]:
    """Return the lines that wait for the actor's answer, the oldest first, at most MOST. Ten statements at most.

    A deputy of a leader who is at work has them here once the leader did not answer in time.
    """
    rows = _waiting(seen_by).order_by("request__sent_at", "request_id", "id")[:MOST]
    return shown_lines(rows, seen_by=seen_by)


def count_to_decide(*, seen_by: Actor) -> int:
    """Return how many lines wait for the actor's answer. One statement."""
    return _waiting(seen_by).count()


def first_to_decide(request_ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, UUID]:
    """Return by request its first line that waits for the actor's answer. One statement."""
    rows = _waiting(seen_by).filter(request_id__in=request_ids).order_by("-id")
    return dict(rows.values_list("request_id", "pk"))


def next_to_decide(line_id: UUID, *, seen_by: Actor) -> UUID | None:
    """Return the line to look at after one: the next that waits, from the beginning again after the last."""
    ids = list(_waiting(seen_by).order_by("request__sent_at", "request_id", "id").values_list("pk", flat=True)[:MOST])
    others = [one for one in ids if one != line_id]
    if line_id in ids[:-1]:
        return ids[ids.index(line_id) + 1]
    return others[0] if others else None


def my_lines(*, seen_by: Actor) -> list[ShownLine]:
    """Return what the actor asked for or was asked for on her behalf, and sent, the latest first. Ten statements."""
    person = person_of(seen_by)
    if person is None:
        return []
    mine = Q(request__requester_id=person) | Q(request__receiver_id=person)
    rows = _rows().filter(mine, request__sent_at__isnull=False).order_by("-request__sent_at", "request_id", "id")
    return shown_lines(rows[:MOST], seen_by=seen_by)


def lines_of(request_id: UUID, *, seen_by: Actor) -> list[ShownLine]:
    """Return the lines of one request; whoever asks has made sure that the actor may see it."""
    return shown_lines(_rows().filter(request_id=request_id).order_by("id"), seen_by=seen_by)


def all_lines(wanted: LineFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> tuple[list[ShownLine], str]:
    """Return the officer's list, and the next page's cursor. Raises PermissionDenied (needs access.officer)."""
    found = keyset(_narrowed(wanted, seen_by), by=SORTS.get(wanted.sort, SORTS["oldest"]), after=after, limit=limit)
    return shown_lines(found.rows, seen_by=seen_by), found.next


def every_line(wanted: LineFilter, *, seen_by: Actor) -> list[ShownLine]:
    """Return the whole of the officer's list, for a file. Raises PermissionDenied (needs access.officer)."""
    rows = _narrowed(wanted, seen_by).order_by(*SORTS.get(wanted.sort, SORTS["oldest"]))
    return shown_lines(rows, seen_by=seen_by)


def _narrowed(wanted: LineFilter, seen_by: Actor) -> QuerySet[RequestLine]:
    require(seen_by, OFFICER)
    rows = _rows().select_related("request__receiver").filter(request__sent_at__isnull=False)
    rows = rows.annotate(safest_last=-F("risk"))
    if wanted.text:
        sort_key = begins("request__receiver__sort_key", wanted.text)
        rows = rows.filter(sort_key | begins("request__receiver__family_key", wanted.text))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.operation:
        rows = rows.filter(operation=wanted.operation)
    return rows.filter(risk=int(wanted.risk)) if wanted.risk.isdecimal() else rows
