"""How changes and employments are put for the screen."""

import re
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.history import Change
from grunnmur.core.periods import Period
from grunnmur.core.templatetags.dates import local_date
from grunnmur.core.timeline import Entry, entry_of, title_of
from grunnmur.organisation.models import Person, Unit

RANGE = re.compile(r"\[(?P<first>\d{4}-\d\d-\d\d), (?:None|(?P<end>\d{4}-\d\d-\d\d))\)")  # as psycopg writes it
Step = dict[str, str]  # of a breadcrumb: label, url


def unit_way(unit: Unit, label: str) -> list[Step]:
    """Return the way to a page about a unit: the organisation, the unit, the page."""
    return [
        {"label": _("Organisation"), "url": reverse("organisation:tree")},
        {"label": unit.name, "url": reverse("organisation:unit", args=[unit.pk])},
        {"label": label},
    ]


def person_way(person: Person, label: str) -> list[Step]:
    """Return the way to a page about a person: the organisation, the people, the person, the page."""
    return [
        {"label": _("Organisation"), "url": reverse("organisation:tree")},
        {"label": _("People"), "url": reverse("organisation:people")},
        {"label": person.display_name, "url": reverse("organisation:person", args=[person.pk])},
        {"label": label},
    ]


def entries(changes: Iterable[tuple[str, Change]]) -> list[Entry]:
    """Return changes as entries of a timeline; each comes with what it is about, or nothing."""
    return [entry_of(change, title=_title(about, change), label=_label, shown=_shown) for about, change in changes]


def _title(about: str, change: Change) -> str:
    told = title_of(change)
    return _("%(unit)s: %(what)s") % {"unit": about, "what": told.lower()} if about else told


def _label(name: str) -> str:
    return _("Days") if name == "valid" else name.capitalize()


def _shown(value: str) -> str:
    found = RANGE.fullmatch(value)
    if found:
        last = found["end"] and date.fromisoformat(found["end"])
        return days(Period(date.fromisoformat(found["first"]), last or None))
    return "" if value == "None" else value


def days(period: Period) -> str:
    """Write a period as people read it: its first and its last day."""
    first = local_date(period.lower or date.min, "medium")
    if period.last_day is None:
        return _("From %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": local_date(period.last_day, "medium")}


def state_of(period: Period, *, on: date) -> tuple[str, str]:
    """Return whether something is over, runs or is to come, in a word, and the colour of its tag."""
    if period.is_over(on):
        return _("Ended"), "neutral"
    return (_("Starts later"), "info") if period.is_future(on) else (_("Now"), "success")
