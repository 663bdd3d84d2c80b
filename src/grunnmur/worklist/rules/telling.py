"""Stored messages, put into the reader's language when they are read."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from grunnmur.core.formats import day

DAY_ENDING = "_date"
WHO = "person_id"
Params = Mapping[str, Any]  # Any: JSON
NOBODY: Mapping[UUID, str] = MappingProxyType({})


def named(person_id: UUID) -> dict[str, str]:
    """Return a parameter that stands for a person: she is named to whom may know of her, when it is read."""
    return {WHO: str(person_id)}


def people_in(params: Params) -> set[UUID]:
    """Return the persons that a message names, with those of messages in it."""
    found: set[UUID] = set()
    for value in params.values():
        if isinstance(value, Mapping) and WHO in value:
            found.add(UUID(value[WHO]))
        elif isinstance(value, Mapping):
            found |= people_in(value.get("params", {}))
    return found


def told(message: str, params: Params, names: Mapping[UUID, str] = NOBODY) -> str:
    """Return a stored message in the reader's language. What a parameter is missing for stands as a dash.

    A parameter whose name ends with `_date` is an ISO day and is written as people write days. One that is itself
    {"message": …, "params": …} is told likewise. names: those of `people_in` whom the reader may know of.
    """
    text = gettext(message)
    shown = {name: _shown(name, value, names, is_first=text.startswith(f"%({name})")) for name, value in params.items()}
    return text % defaultdict(lambda: "–", shown)


def _shown(name: str, value: Any, names: Mapping[UUID, str], *, is_first: bool) -> Any:  # Any: JSON
    if isinstance(value, Mapping) and WHO in value:
        return names.get(UUID(value[WHO])) or (_("A protected person") if is_first else _("a protected person"))
    if isinstance(value, Mapping) and "message" in value:
        return told(value["message"], value.get("params", {}), names)
    if name.endswith(DAY_ENDING) and isinstance(value, str):
        return day(date.fromisoformat(value))
    return value
