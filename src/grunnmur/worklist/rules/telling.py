"""Stored messages, put into the reader's language when they are read."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from grunnmur.core.formats import day

DAY_ENDING = "_date"


def told(message: str, params: Mapping[str, Any]) -> str:  # Any: JSON
    """Return a stored message in the reader's language. What a parameter is missing for stands as a dash.

    A parameter whose name ends with `_date` is an ISO day and is written as people write days. One that is itself
    {"message": …, "params": …} is told likewise.
    """
    return gettext(message) % defaultdict(lambda: "–", {name: _shown(name, value) for name, value in params.items()})


def _shown(name: str, value: Any) -> Any:  # Any: JSON
    if isinstance(value, Mapping) and "message" in value:
        return told(value["message"], value.get("params", {}))
    if name.endswith(DAY_ENDING) and isinstance(value, str):
        return day(date.fromisoformat(value))
    return value
