"""How far a review has come, by unit and by reviewer; and whether people looked at what they kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.models import Review, ReviewItem
from grunnmur.access.queries.names import key_names
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation

PAUSE = timedelta(minutes=10)  # who answers after longer than this has done something else meanwhile
Answer = ReviewItem.Answer


class Fact(NamedTuple):
    """What progress needs to know of one question."""

    reviewer_key: str
    unit: UUID | None
    answer: str
    answered_by: UUID | None
    answered_at: datetime | None
    confirmed_at: datetime | None
    escalated_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One unit or reviewer. seconds: the median between two answers of one person; None while there are no two."""

    name: str
    items: int
    answered: int
    kept: int
    removed: int
    waiting: int
    seconds: int | None

    @property
    def is_all_kept(self) -> bool:
        """Whether everything that somebody answered was kept."""
        return bool(self.answered) and self.kept == self.answered

    @property
    def percent(self) -> int:
        """How much is answered."""
        return 100 * self.answered // self.items if self.items else 100


@dataclass(frozen=True)
class Progress:
    """A review in numbers. kept_share: how many percent of the reviewers who answered kept everything."""

    whole: Line
    by_unit: tuple[Line, ...]
    by_reviewer: tuple[Line, ...]
    kept_share: int
    escalated: int
    not_attested: int


def progress(review: Review, *, seen_by: Actor) -> Progress:
    """Return how far a review has come. Six statements, whatever the number of questions.

    Whoever asks has made sure that the reader may follow reviews up.
    """
    columns = ("reviewer_key", "unit_id", "answer", "answered_by_id", "answered_at", "confirmed_at", "escalated_at")
    facts = [Fact(*row) for row in ReviewItem.objects.filter(review=review).values_list(*columns)]
    units = organisation.unit_names({fact.unit for fact in facts if fact.unit})
    keys = key_names({fact.reviewer_key for fact in facts}, seen_by=seen_by)
    by_reviewer = _lines(facts, lambda fact: keys.get(fact.reviewer_key, _("Somebody who is not here any more")))
    answering = [line for line in by_reviewer if line.answered]
    kept = sum(line.is_all_kept for line in answering)
    return Progress(
        whole=_line(review.name, facts),
        by_unit=_lines(facts, lambda fact: units.get(fact.unit, "") if fact.unit else _("Rules and roles")),
        by_reviewer=by_reviewer,
        kept_share=100 * kept // len(answering) if answering else 0,
        escalated=sum(fact.escalated_at is not None for fact in facts),
        not_attested=sum(fact.answer == Answer.NOT_ATTESTED for fact in facts),
    )


def _lines(facts: Iterable[Fact], name_of: Callable[[Fact], str]) -> tuple[Line, ...]:
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[name_of(fact)].append(fact)
    lines = [_line(name, found) for name, found in groups.items()]
    return tuple(sorted(lines, key=lambda line: (line.percent, line.name.casefold())))


def _line(name: str, facts: Sequence[Fact]) -> Line:
    answered = [fact for fact in facts if fact.answer in {Answer.KEEP, Answer.SHORTEN, Answer.REMOVE}]
    return Line(
        name=name,
        items=len(facts),
        answered=sum(fact.answer != "" for fact in facts),
        kept=sum(fact.answer in {Answer.KEEP, Answer.GONE} for fact in facts),
        removed=sum(fact.answer == Answer.REMOVE for fact in facts),
        waiting=sum(fact.answer == Answer.REMOVE and fact.confirmed_at is None for fact in facts),
        seconds=_median_seconds(answered),
    )


def _median_seconds(facts: Iterable[Fact]) -> int | None:
    """Return the median time between two answers of the same person, pauses left out."""
    by_person: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for fact in facts:
        if fact.answered_by and fact.answered_at:
            by_person[fact.answered_by].append(fact.answered_at)
    gaps = [
        later - earlier
        for times in by_person.values()
        for earlier, later in zip(sorted(times), sorted(times)[1:], strict=False)
    ]
    working = [gap.total_seconds() for gap in gaps if gap <= PAUSE]
    return round(median(working)) if working else None
