"""The factory as a whole: its lines, how much lies on them, and how long things take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation
from grunnmur.publishing.models import Card, Item, LineMember, LineUnit, ProductionLine, Station, Version
from grunnmur.publishing.queries.tidy import Progress, tidy_progress

DAYS = timedelta(days=90)
TIMES = """
    WITH begun AS (
        SELECT c.line_id, c.done_at, min(s.entered_at) AS entered_at
        FROM publishing_card c
        JOIN publishing_stationstay s ON s.card_id = c.id
        JOIN publishing_station t ON t.id = s.station_id AND t.key = 'modelling'
        WHERE c.done_at >= %(since)s
        GROUP BY c.id, c.line_id, c.done_at
    )
    SELECT line_id, count(*),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - entered_at)) / 86400,
        percentile_cont(0.85) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - entered_at)) / 86400
    FROM begun GROUP BY line_id
"""
STAYS = """
    SELECT s.station_id,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.left_at - s.entered_at)) / 86400
    FROM publishing_stationstay s JOIN publishing_station t ON t.id = s.station_id
    WHERE t.line_id = %(line)s AND s.left_at >= %(since)s AND t.key <> 'done'
    GROUP BY s.station_id
"""


@dataclass(frozen=True)
class Times:
    """How long work took that was done in the last 90 days, from modelling on: how much, and in days, half and 85 %."""

    done: int = 0
    p50: float | None = None
    p85: float | None = None

    @property
    def a_week(self) -> float:
        """How much is done in a week."""
        return self.done * 7 / DAYS.days


@dataclass(frozen=True)
class LineRow:
    """A line in the factory: its chiefs of today by name, open cards, times, late revisions, how tidy it is."""

    line: ProductionLine
    chiefs: Sequence[str]
    open_cards: int
    limit: int
    times: Times
    late_revisions: int
    tidied: Progress


def factory(*, on: date, seen_by: Actor) -> list[LineRow]:
    """Return the lines, active ones first, by name. Eight statements, whatever the number of lines."""
    counted = Count("pk", filter=Q(done_at__isnull=True))
    cards = dict(Card.objects.order_by().values_list("line_id").annotate(open=counted).values_list("line_id", "open"))
    limits: dict[UUID, int] = {}
    for line, limit in Station.objects.filter(wip_limit__isnull=False).values_list("line_id", "wip_limit"):
        limits[line] = limits.get(line, 0) + (limit or 0)
    late = _late_revisions(on)
    times = lead_times()
    chiefs = _chiefs(on, seen_by=seen_by)
    tidied = tidy_progress()
    return [
        LineRow(
            line,
            chiefs.get(line.pk, ()),
            cards.get(line.pk, 0),
            limits.get(line.pk, 0),
            times.get(line.pk, Times()),
            late.get(line.pk, 0),
            tidied.get(line.pk, Progress()),
        )
        for line in ProductionLine.objects.order_by("-is_active", "name", "pk")
    ]


def lead_times() -> dict[UUID, Times]:
    """Return how long work took on each line in the last 90 days. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(TIMES, {"since": now() - DAYS})
        return {line: Times(count, p50, p85) for line, count, p50, p85 in cursor.fetchall()}


def _late_revisions(on: date) -> Mapping[UUID, int]:
    current = Version.objects.filter(state=Version.State.CURRENT).values("item_id")
    rows = Item.objects.filter(pk__in=current, line__isnull=False, next_revision_date__lt=on)
    return dict(rows.order_by().values_list("line_id").annotate(late=Count("pk")).values_list("line_id", "late"))


def _chiefs(on: date, *, seen_by: Actor) -> dict[UUID, list[str]]:
    rows = list(LineMember.objects.filter(part=LineMember.Part.CHIEF, valid__contains=on).order_by("pk"))
    names = organisation.names_of({row.person_id for row in rows}, seen_by=seen_by) if rows else {}
    found: dict[UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row.line_id, []).append(names.get(row.person_id, "–"))
    return found


def median_stays(line_id: UUID) -> dict[UUID, float]:
    """Return half of the stays' length at each station of a line, in days, over the last 90. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS, {"line": line_id, "since": now() - DAYS})
        return dict(cursor.fetchall())


def find_line(line_id: UUID) -> ProductionLine:
    """Return a line. Raises ProductionLine.DoesNotExist."""
    return ProductionLine.objects.get(pk=line_id)


def units_of(line_id: UUID) -> list[UUID]:
    """Return the units a line works for."""
    return list(LineUnit.objects.filter(line_id=line_id).values_list("unit_id", flat=True))


def stations_of(line_id: UUID) -> list[Station]:
    """Return a line's stations in their order."""
    return list(Station.objects.filter(line_id=line_id).order_by("ordinal"))


@dataclass(frozen=True)
class Member:
    """Somebody's part in a line, by name, on a day or later."""

    row: LineMember
    name: str


def members_of_line(line_id: UUID, *, on: date, seen_by: Actor) -> list[Member]:
    """Return who has which part in a line on a day or later; chiefs first, then by name. Two statements."""
    rows = LineMember.objects.filter(line_id=line_id).filter(Q(valid__contains=on) | Q(valid__startswith__gt=on))
    found = list(rows)
    names = organisation.names_of({row.person_id for row in found}, seen_by=seen_by) if found else {}
    order = list(LineMember.Part.values)
    members = [Member(row, names.get(row.person_id, "–")) for row in found]
    return sorted(members, key=lambda one: (order.index(one.row.part), one.name))


def lines_to_choose() -> list[ProductionLine]:
    """Return the active lines, by name."""
    return list(ProductionLine.objects.filter(is_active=True).order_by("name", "pk"))
