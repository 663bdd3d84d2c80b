"""How far an access has come, in words: now, from a day, being made ready, handed out, to be returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from grunnmur.access.models import Fulfilment
from grunnmur.access.queries.accesses import Access
from grunnmur.access.rules import PHYSICAL_KINDS
from grunnmur.core import formats
from grunnmur.core.clock import today


@dataclass(frozen=True)
class State:
    """What to say about an access: a short text and its colour, when it ends, and whether it can be used as is."""

    text: str
    color: str
    until: str
    is_ready: bool


def state_of(access: Access, *, on: date, names: Mapping[str, str]) -> State:
    """Return the state of an access on a day. names: group keys in words, see `key_names`.

    What is done by hand is known as of today: on an earlier day only the days themselves are told.
    """
    last = access.valid.last_day
    until = _("until %(day)s") % {"day": formats.day(last)} if last else ""
    by_hand = _by_hand(access, names) if on >= today() else None
    text, color, is_ready = by_hand or _by_days(access, on)
    return State(text, color, until, is_ready)


def is_waiting(access: Access) -> bool:
    """Tell whether somebody has to hand it out before it can be used."""
    return bool(access.fulfil_key) and not access.handling.is_out


def _by_hand(access: Access, names: Mapping[str, str]) -> tuple[str, str, bool] | None:
    handling = access.handling
    facts = {"who": names.get(access.fulfil_key) or _("those who hand it out")}
    if handling.due_date and handling.operation == Fulfilment.Operation.GIVE:
        is_late = handling.due_date < today()
        sentence = _("Late: %(who)s, by %(day)s") if is_late else _("Being made ready: %(who)s by %(day)s")
        return sentence % {**facts, "day": formats.day(handling.due_date)}, "danger" if is_late else "warning", False
    if handling.due_date:
        return _("To be returned by %(day)s") % {"day": formats.day(handling.due_date)}, "warning", True
    if handling.is_out and handling.issued_on:
        is_thing = access.kind in PHYSICAL_KINDS
        sentence = _("Handed out %(day)s") if is_thing else _("Ready since %(day)s")
        return sentence % {"day": formats.day(handling.issued_on)}, "success", True
    return None


def _by_days(access: Access, on: date) -> tuple[str, str, bool]:
    first = access.valid.lower
    if first and first > on:
        return _("From %(day)s") % {"day": formats.day(first)}, "info", True
    return _("Now"), "success", True
