"""How changes and employments are put for the screen."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.history import Change
from grunnmur.core.periods import Period
from grunnmur.core.templatetags.dates import local_date
from grunnmur.core.timeline import Entry, entries_of, title_of
from grunnmur.organisation.models import Person, Unit

TOLD = {
    "name": gettext_lazy("Name"),
    "short_name": gettext_lazy("Short name"),
    "code": gettext_lazy("Code"),
    "cost_centre": gettext_lazy("Cost centre"),
    "org_number": gettext_lazy("Organisation number"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "display_name": gettext_lazy("Shown name"),
    "language": gettext_lazy("Language"),
    "work_email": gettext_lazy("Work e-mail"),
    "work_phone": gettext_lazy("Work phone"),
    "employee_number": gettext_lazy("Employee number"),
    "is_protected": gettext_lazy("Protected identity"),
    "unit": gettext_lazy("Unit"),
    "position": gettext_lazy("Position"),
    "kind": gettext_lazy("Kind"),
    "percent": gettext_lazy("Percent"),
    "is_primary": gettext_lazy("Main employment"),
    "valid": gettext_lazy("Days"),
}  # the columns of a unit, a person and an employment that their history tells of
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
    """Return changes of a unit, a person or her employments as entries of a timeline.

    Each comes with what it is about, or nothing. Two statements at most.
    """
    return entries_of([(_title(about, change), change) for about, change in changes], told=TOLD)


def _title(about: str, change: Change) -> str:
    told = title_of(change)
    return _("%(unit)s: %(what)s") % {"unit": about, "what": told.lower()} if about else told


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
