"""Who works here no more and has something yet: the whole list, and the first of them where leaders and IT look."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.access.queries.targets.left import Left, left_not_removed
from grunnmur.access.rules import OFFICER, TARGETS
from grunnmur.access.views.shown import FILES, Context, trail
from grunnmur.access.views.targets.shown import file_of
from grunnmur.core import formats
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.organisation.queries import names_of

FIRST = 5
NAMED = 3  # in a sentence


@require_safe
def left(request: Request) -> HttpResponse:
    """Show who works here no more and has something yet, of those the reader answers for."""
    found = left_not_removed(seen_by=request.user)
    names = _names(request, found, what="access.left")
    is_officer = may(request.user, TARGETS) or may(request.user, OFFICER)
    home = (_("Targets"), "access:targets") if is_officer else (_("My team"), "access:team")
    context: Context = {
        "rows": [(one, name, ", ".join(one.things)) for one, name in zip(found, names, strict=True)],
        "exports": [(word, reverse("access:left_export", args=[ending])) for ending, word in FILES.items()],
        "breadcrumbs": trail(home, last=_("Left, not yet removed")),
    }
    return page(request, "access/targets/left.html", context)


@require_safe
def left_export(request: Request, form: str) -> HttpResponse:
    """Give the same as csv or xlsx."""
    found = left_not_removed(seen_by=request.user)
    names = _names(request, found, what="access.left_export")
    lines: list[list[Cell]] = [
        [name, one.unit, one.last_day, ", ".join(one.things)] for one, name in zip(found, names, strict=True)
    ]
    header = [_("Name"), _("Unit"), _("Last day"), _("Has yet")]
    return file_of(Table(_("Left, not yet removed"), header, lines), "left", form)


def left_panel(request: Request) -> Context:
    """Return the first of them for a panel: `rows`, `total`, `url`; the reader answers for somebody."""
    found = left_not_removed(seen_by=request.user)
    shown = found[:FIRST]
    names = _names(request, shown, what="access.left")
    rows = [
        {
            "title": name,
            "url": reverse("organisation:person", args=[one.person_id]),
            "text": ", ".join(one.things),
            "meta": _("Last day %(day)s") % {"day": formats.day(one.last_day)},
        }
        for one, name in zip(shown, names, strict=True)
    ]
    return {"rows": rows, "total": len(found), "url": reverse("access:left")}


def left_notice(request: Request) -> Context | None:
    """Return who they are in a sentence, and where they are shown; None when there is nobody."""
    found = left_not_removed(seen_by=request.user)
    names = ", ".join(_names(request, found[:NAMED], what="access.left"))
    if len(found) > NAMED:
        text = _("Left, not yet removed: %(names)s and %(n)s more.") % {"names": names, "n": len(found) - NAMED}
    else:
        text = _("Left, not yet removed: %(names)s.") % {"names": names}
    return {"text": text, "url": reverse("access:left")} if found else None


def _names(request: Request, found: Sequence[Left], *, what: str) -> list[str]:
    """Return what each is called for the reader, and put down that she read of them."""
    names = names_of({one.person_id for one in found}, seen_by=request.user)
    record_reads(set(names), by=request.user, what=what)
    hidden = _("A protected person")
    return [names.get(one.person_id, hidden) for one in found]
