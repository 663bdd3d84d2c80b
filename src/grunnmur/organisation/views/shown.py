"""How changes and employments are put for the screen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from grunnmur.core.history import Change
from grunnmur.core.periods import Period
from grunnmur.core.templatetags.dates import local_date

Entry = dict[str, Any]  # what components/timeline.html shows


def entries(changes: Iterable[Change]) -> list[Entry]:
    """Return a row's changes as entries of a timeline."""
    titles = {"insert": _("Registered"), "update": _("Changed"), "delete": _("Removed")}
    return [
        {
            "title": titles[change.kind],
            "by": change.by or _("Grunnmur"),
            "at": change.at,
            "text": change.reason,
            "changes": [
                {"label": name.capitalize(), "before": _shown(before), "after": _shown(after)}
                for name, before, after in change.fields
            ],
        }
        for change in changes
    ]


def _shown(value: str) -> str:
    return "" if value == "None" else value


def days(period: Period) -> str:
    """Write a period as people read it: its first and its last day."""
    first = local_date(period.lower or date.min, "medium")
    if period.last_day is None:
        return _("From %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": local_date(period.last_day, "medium")}
