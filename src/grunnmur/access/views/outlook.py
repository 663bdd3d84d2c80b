"""What giving something would lead to, in the words of the screen."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access import queries
from grunnmur.access.models import Conflict, LicencePool
from grunnmur.access.queries.outlook import AskedConflict, AskedSeat, Outlook
from grunnmur.access.views.shown import Context
from grunnmur.core import formats


def notices(outlook: Outlook, *, is_giving: bool = False, ask_for: UUID | None = None) -> list[Context]:
    """Return what whoever asks or decides should know, the hardest first: title, text, color, routes (sentences), url.

    is_giving: it is given at once, not asked for. ask_for: the person for whom the reader may ask for an exception.
    """
    conflicts = [_of_conflict(one, is_giving=is_giving) | {"url": _ask_url(one, ask_for)} for one in outlook.conflicts]
    return [*conflicts, *(notice for one in outlook.seats for notice in _of_seat(one, is_giving=is_giving))]


def _ask_url(one: AskedConflict, person_id: UUID | None) -> str:
    if person_id is None or one.severity == Conflict.Severity.RECORD:
        return ""
    return reverse("access:ask_exception", args=[one.conflict_id, person_id])


def _of_conflict(one: AskedConflict, *, is_giving: bool) -> Context:
    giving = {
        Conflict.Severity.BLOCK: _(
            "Nobody may have both, %(days)s. It cannot be given until one of the two has ended, or somebody allows an"
            " exception."
        ),
        Conflict.Severity.APPROVE: _(
            "Both together, %(days)s, need an approved exception. It cannot be given until somebody allows one."
        ),
    }
    texts = {
        Conflict.Severity.BLOCK: _(
            "Nobody may have both, %(days)s. It cannot be approved until one of the two has ended, or somebody allows"
            " an exception."
        ),
        Conflict.Severity.APPROVE: _(
            "Both together, %(days)s, need an approved exception. It cannot be approved until somebody allows one."
        ),
        Conflict.Severity.RECORD: _("It is allowed, and listed as a role conflict, %(days)s."),
    }
    severity = Conflict.Severity(one.severity)
    texts |= giving if is_giving else {}
    return {
        "title": _("Role conflict: %(name)s") % {"name": one.name},
        "text": texts[severity] % {"days": queries.days_text(one.valid)},
        "color": "info" if severity == Conflict.Severity.RECORD else "danger",
        "routes": one.routes,
    }


def _of_seat(one: AskedSeat, *, is_giving: bool) -> Iterator[Context]:
    """Yield how many seats are free, what happens when none is, and what one costs."""
    numbers = {"pool": one.name, "count": one.quantity, "taken": one.taken, "day": formats.day(one.day)}
    cost = _cost(one)
    if one.place == 0 and one.free:
        text = ngettext(
            "%(free)d of %(count)d seats is free on %(day)s.",
            "%(free)d of %(count)d seats are free on %(day)s.",
            one.free,
        )
        said = [text % {**numbers, "free": one.free}, *cost]
        yield {"title": _("Licences: %(pool)s") % numbers, "text": " ".join(said), "color": "info"}
        return
    title = _("No free licence: %(pool)s") % numbers
    if one.quantity:
        taken = ngettext(
            "%(taken)d of %(count)d seat is taken on %(day)s.",
            "%(taken)d of %(count)d seats are taken on %(day)s.",
            one.quantity,
        )
    else:
        taken = _("No seat is kept for this unit on %(day)s.")
    said = [taken % numbers, _when_full(one, is_giving=is_giving), *cost]
    yield {"title": title, "text": " ".join(said), "color": _color(one)}


def _cost(one: AskedSeat) -> list[str]:
    if one.unit_cost is None:
        return []
    return [_("A seat costs %(cost)s a year.") % {"cost": formats.number(one.unit_cost)}]


def _color(one: AskedSeat) -> str:
    return "danger" if one.is_refused else "warning"


def _when_full(one: AskedSeat, *, is_giving: bool) -> str:
    if one.is_refused and is_giving:
        return _("It cannot be given until one is free.")
    if one.is_refused:
        return _("It cannot be approved until one is free.")
    if one.on_full == LicencePool.OnFull.WARN:
        return _("It is given all the same, and the owner is told.")
    return _("Whoever gets it waits for a seat, at place %(place)d in the queue.") % {"place": one.place}
