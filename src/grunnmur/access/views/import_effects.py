"""What an import of people would give and take: a link on its page, and a page with everybody by name."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grunnmur.access.forms.imports import GETS, LOSES, EffectsForm
from grunnmur.access.queries.import_effects import EffectRow, ImportEffects, import_effects
from grunnmur.access.views.shown import Context
from grunnmur.core import formats
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref
from grunnmur.core.panels import Panel
from grunnmur.core.permissions import Actor

HEADING = gettext_lazy("Who gets and who loses access")
PAGE = 50


def import_panel(ref: Ref, _seen_by: Actor, _request: Request) -> Panel:
    """Lead from an import that waits to what it would give and take."""
    return Panel(HEADING, "access/imports/panel.html", {"url": reverse("access:import_effects", args=[ref.id])})


@require_safe
def effects(request: Request, run_id: UUID) -> HttpResponse:
    """Show how many would get and lose each level, and who, before an import is decided about."""
    form = EffectsForm(request.GET)
    found = import_effects(run_id, seen_by=request.user)
    rows = _narrowed(found, form)
    start = form.sent("after") or 0
    shown = rows[start : start + PAGE]
    record_reads({row.person_id for row in shown if row.person_id}, by=request.user, what="access.import")
    chosen = {name: value for name, value in form.values().items() if name != "after"}
    following = urlencode({**chosen, "after": start + PAGE})
    here = reverse("access:import_effects", args=[run_id])
    context: Context = {
        "title": HEADING,
        "found": found,
        "levels": [_level(one.permission_id, one.name, one.gets, one.loses) for one in found.levels],
        "rows": [_shown(row) for row in shown],
        "row_count": formats.number(len(rows)),
        "chosen": chosen,
        "level_choices": _choices(found),
        "what_choices": [(GETS, _("Gets it")), (LOSES, _("Loses it"))],
        "clear_url": here if chosen else "",
        "next_url": f"{here}?{following}" if len(rows) > start + PAGE else "",
        "breadcrumbs": _way(run_id),
    }
    return page(request, "access/imports/effects.html", context, partial="rows")


def _narrowed(found: ImportEffects, form: EffectsForm) -> Sequence[EffectRow]:
    level, what = form.sent("level"), form.sent("what")
    return [
        row
        for row in found.rows
        if (not level or row.permission_id == level) and (not what or row.is_gain == (what == GETS))
    ]


def _choices(found: ImportEffects) -> list[tuple[str, str]]:
    by_name = sorted(found.levels, key=lambda one: one.name.casefold())
    return [(str(one.permission_id), one.name) for one in by_name]


def _level(permission: UUID, name: str, gets: int, loses: int) -> Context:
    return {
        "name": name,
        "gets": formats.number(gets),
        "loses": formats.number(loses),
        "url": f"?{urlencode({'level': str(permission)})}#rows",
    }


def _shown(row: EffectRow) -> Context:
    return {
        "row": row,
        "what": _("Gets it") if row.is_gain else _("Loses it"),
        "color": "success" if row.is_gain else "warning",
        "url": reverse("organisation:person", args=[row.person_id]) if row.person_id else "",
        "day": formats.short_day(row.first) if row.first else "",
    }


def _way(run_id: UUID) -> list[Context]:
    return [
        {"label": _("Imports"), "url": reverse("organisation:imports")},
        {"label": _("The import"), "url": reverse("organisation:import", args=[run_id])},
        {"label": HEADING},
    ]
