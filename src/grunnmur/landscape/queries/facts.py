"""What is known about systems, as answers to questions, and which questions wait for whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import FACTS, FactKey
from grunnmur.landscape.models import Element, Relation, SystemFact
from grunnmur.landscape.queries.elements import seen, visible
from grunnmur.landscape.rules.answers import Standing, Value

USES = ("supports", "offers", "masters", "entitles")
"""The kinds of relations from a system to what needs it."""


@dataclass(frozen=True)
class Answer:
    """What is known about one question. value: only where the answer holds; was: what an old one said.

    observed_on, expires_on, evidence, by: of the last answer, if there ever was one that nobody took back.
    """

    key: FactKey
    standing: Standing
    value: Value | None = None
    was: Value | None = None
    evidence: str = ""
    observed_on: date | None = None
    expires_on: date | None = None
    by: str = ""


@dataclass(frozen=True)
class Waiting:
    """A system with questions that nobody has answered, or too long ago. needed_by: how many things need it."""

    element: Element
    missing: int
    needed_by: int


def answers_of(element_id: UUID) -> Sequence[Answer]:
    """Return every question about a system: those never answered, then too old ones by age, then the rest by age.

    For pages of those who may know of the system. One statement.
    """
    rows = {row.key: row for row in SystemFact.objects.filter(element_id=element_id, valid__contains=today())}
    answers = [_answer(key, rows.get(code)) for code, key in FACTS.items()]
    return sorted(answers, key=_urgency)


def answer_to(element_id: UUID, code: str) -> Answer:
    """Return what is known about one question. Raises KeyError for one that nobody asks. One statement."""
    row = SystemFact.objects.filter(element_id=element_id, key=code, valid__contains=today()).first()
    return _answer(FACTS[code], row)


def _answer(key: FactKey, row: SystemFact | None) -> Answer:
    if row is None:
        return Answer(key, Standing.UNANSWERED)
    holds = row.expires_at is None or row.expires_at > now()
    return Answer(
        key,
        Standing.ANSWERED if holds else Standing.EXPIRED,
        value=row.value if holds else None,
        was=None if holds else row.value,
        evidence=row.evidence,
        observed_on=_day(row.observed_at),
        expires_on=_day(row.expires_at) if row.expires_at else None,
        by=row.answered_by,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(current_tenant().zone).date()


_ORDER = (Standing.UNANSWERED, Standing.EXPIRED, Standing.ANSWERED)


def _urgency(answer: Answer) -> tuple[int, date, int]:
    return _ORDER.index(answer.standing), answer.observed_on or date.min, answer.key.order


def users_of(element_id: UUID, *, seen_by: Actor, limit: int = 5) -> tuple[Sequence[Element], int]:
    """Return what needs a system today, as far as the asker may know of it: the first by need and name, and how many.

    Two statements at most.
    """
    rows = Relation.objects.filter(
        seen(seen_by, column="dst__audience"), src_id=element_id, kind__in=USES, valid__contains=today()
    )
    first = list(rows.select_related("dst").order_by("-strength", "dst__sort_key", "dst_id")[: limit + 1])
    count = len(first) if len(first) <= limit else rows.values("dst_id").distinct().count()
    return [row.dst for row in first[:limit]], count


def facts_waiting(unit_ids: Collection[UUID] | None, *, seen_by: Actor, limit: int = 50) -> Sequence[Waiting]:
    """Return systems in use with questions waiting: the most critical and most needed first, then by name.

    unit_ids: only those that these units own; all if None. One statement.
    """
    rows = _with_missing(unit_ids, seen_by=seen_by).annotate(needed_by=_counted(_uses(seen_by)))
    order = (F("criticality").desc(nulls_last=True), "-needed_by", "-missing", "sort_key", "id")
    found = rows.select_related("owner_unit").order_by(*order)[:limit]
    return [Waiting(row, row.missing, row.needed_by) for row in found]


def _with_missing(unit_ids: Collection[UUID] | None, *, seen_by: Actor) -> Any:  # Any: elements with a column more
    owned = Q() if unit_ids is None else Q(owner_unit_id__in=unit_ids)
    systems = visible(seen_by=seen_by).filter(owned, type="system", retired_at=None)
    in_use = systems.exclude(lifecycle__in=(Element.Lifecycle.PLANNED, Element.Lifecycle.ENDED))
    return in_use.annotate(missing=len(FACTS) - _counted(_held())).filter(missing__gt=0)


def _held() -> QuerySet[SystemFact]:
    lasting = Q(expires_at=None) | Q(expires_at__gt=now())
    return SystemFact.objects.filter(lasting, element=OuterRef("pk"), valid__contains=today())


def _uses(seen_by: Actor) -> QuerySet[Relation]:
    known = seen(seen_by, column="dst__audience")
    return Relation.objects.filter(known, src=OuterRef("pk"), kind__in=USES, valid__contains=today())


def _counted(rows: QuerySet[SystemFact] | QuerySet[Relation]) -> Coalesce:
    """Return how many rows there are, as a column."""
    count = Func(F("pk"), function="count", output_field=IntegerField())
    return Coalesce(Subquery(rows.order_by().annotate(_count=count).values("_count")), 0)
