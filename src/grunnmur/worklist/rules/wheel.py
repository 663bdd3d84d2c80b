"""Duties of the wheel: what one says of them, and what cannot be."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from babel.dates import format_date, get_day_names
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from grunnmur.core.formats import LOCALES
from grunnmur.worklist.models import WheelEntry
from grunnmur.worklist.rules.errors import WheelError
from grunnmur.worklist.rules.kinds import TaskKind, register_kind
from grunnmur.worklist.rules.recurrence import Recurrence

WHEEL = "wheel"  # how links name a duty
DUTY, DUTY_WITH_EVIDENCE = "wheel.duty", "wheel.duty_with_evidence"
DUTIES = (DUTY, DUTY_WITH_EVIDENCE)
OWNERS = ("leader", "unit", "below", "function")  # the group keys a duty may be for
LONGEST_LEAD = 365

register_kind(TaskKind(name=DUTY, label=gettext_lazy("Duty")))
register_kind(TaskKind(name=DUTY_WITH_EVIDENCE, label=gettext_lazy("Duty with evidence"), needs_evidence=True))


@dataclass(frozen=True, kw_only=True)
class WheelFacts:
    """What somebody says of a duty; the fields are those of WheelEntry."""

    title: str
    unit_id: UUID
    owner_key: str
    first_date: date
    text: str = ""
    every: int = 1
    period: str = WheelEntry.Unit.YEAR
    nth: int | None = None
    weekday: int | None = None
    counts_from: str = WheelEntry.CountsFrom.FIXED
    off_days: str = WheelEntry.OffDays.BEFORE
    until_date: date | None = None
    lead_days: int = 30
    escalate_days: int | None = None
    steps: tuple[str, ...] = ()
    law_title: str = ""
    law_url: str = ""
    needs_evidence: bool = False
    is_reported: bool = False

    @property
    def recurrence(self) -> Recurrence:
        """When it comes."""
        return Recurrence(
            every=self.every,
            period=self.period,
            first_date=self.first_date,
            until_date=self.until_date,
            nth=self.nth,
            weekday=self.weekday,
        )


def check_facts(facts: WheelFacts) -> None:
    """Do nothing if there can be such a duty. Raises WheelError."""
    if not facts.title.strip():
        raise WheelError(_("Give the duty a name."))
    if facts.owner_key.partition(":")[0] not in OWNERS:
        raise WheelError(_("Say who shall do it."))
    if facts.every < 1 or not 0 <= facts.lead_days <= LONGEST_LEAD:
        raise WheelError(_("It comes every 1 or more, and becomes a task at most a year before."))
    if facts.until_date and facts.until_date < facts.first_date:
        raise WheelError(_("The last day cannot be before the first one."))
    _check_weekday(facts)


def _check_weekday(facts: WheelFacts) -> None:
    if (facts.nth is None) != (facts.weekday is None):
        raise WheelError(_("Choose both which one and which weekday, or neither."))
    if facts.nth is None:
        return
    if facts.period not in {WheelEntry.Unit.MONTH, WheelEntry.Unit.YEAR}:
        raise WheelError(_("Only what comes by months or years can fall on a certain weekday of the month."))
    if facts.counts_from == WheelEntry.CountsFrom.DONE:
        raise WheelError(_("What is counted from when it was done cannot fall on a certain weekday."))


def nth_words() -> dict[int, str]:
    """Return first, second, third, fourth and last, in the reader's language."""
    return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), -1: _("last")}


def weekday_words() -> dict[int, str]:
    """Return the names of the weekdays, 0 being Monday, in the reader's language."""
    return dict(get_day_names("wide", locale=_locale()))


def recurrence_words(facts: WheelFacts | WheelEntry) -> str:
    """Return when a duty comes, in words: every year, second Tuesday of March."""
    often = _often(facts.every, facts.period)
    if facts.counts_from == WheelEntry.CountsFrom.DONE:
        return _("%(often)s, counted from when it was last done") % {"often": often}
    when = _when(facts)
    return _("%(often)s, %(when)s") % {"often": often, "when": when} if when else often


def _often(every: int, period: str) -> str:
    match period:
        case WheelEntry.Unit.DAY:
            text = ngettext("Every day", "Every %(number)s days", every)
        case WheelEntry.Unit.WEEK:
            text = ngettext("Every week", "Every %(number)s weeks", every)
        case WheelEntry.Unit.MONTH:
            text = ngettext("Every month", "Every %(number)s months", every)
        case _year:
            text = ngettext("Every year", "Every %(number)s years", every)
    return text % {"number": every}


def _when(facts: WheelFacts | WheelEntry) -> str:
    first = facts.first_date
    if facts.nth is not None and facts.weekday is not None:
        words = {"nth": nth_words()[facts.nth], "weekday": weekday_words()[facts.weekday]}
        if facts.period == WheelEntry.Unit.MONTH:
            return _("%(nth)s %(weekday)s of the month") % words
        return _("%(nth)s %(weekday)s of %(month)s") % {**words, "month": format_date(first, "MMMM", locale=_locale())}
    match facts.period:
        case WheelEntry.Unit.WEEK:
            return _("on %(weekday)s") % {"weekday": weekday_words()[first.weekday()]}
        case WheelEntry.Unit.MONTH:
            return _("on day %(day)s") % {"day": first.day}
        case WheelEntry.Unit.YEAR:
            return format_date(first, "d. MMMM" if _locale() != "en_GB" else "d MMMM", locale=_locale())
        case _day:
            return ""


def _locale() -> str:
    return LOCALES.get((get_language() or "nb").split("-")[0], LOCALES["nb"])
