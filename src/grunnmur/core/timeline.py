"""A row's changes as components/timeline.html shows them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from grunnmur.core.history import Change

Entry = dict[str, Any]  # what components/timeline.html shows


def title_of(change: Change) -> str:
    """Say what was done to the row, in a word."""
    titles = {"insert": _("Registered"), "update": _("Changed"), "delete": _("Removed")}
    return titles[change.kind]


def entry_of(
    change: Change,
    *,
    title: str = "",
    label: Callable[[str], str] = str.capitalize,
    shown: Callable[[str], str] = str,
) -> Entry:
    """Return one change; title: instead of `title_of`; label, shown: how a column's name and its values are written."""
    return {
        "title": title or title_of(change),
        "by": change.by or _("Grunnmur"),
        "at": change.at,
        "text": change.reason,
        "changes": [
            {"label": label(name), "before": shown(before), "after": shown(after)}
            for name, before, after in change.fields
        ],
    }
