"""An item's versions, and what its owner and its line do with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may
from grunnmur.core.templatetags.dates import local_date
from grunnmur.organisation.queries import key_names
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.lines import ItemLineForm
from grunnmur.publishing.forms.naming import ItemTypeForm
from grunnmur.publishing.queries import Item, Standing, Version
from grunnmur.publishing.rules import RUN_FACTORY
from grunnmur.publishing.views.shown import COLORS, item_tabs, way_to

Context = dict[str, Any]  # what a template shows
READABLE = {Version.State.CURRENT, Version.State.WITHDRAWN}


def versions(request: Request, code: str) -> HttpResponse:
    """Show an item's versions, and who has it now."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    rows = queries.all_versions(item, seen_by=request.user)
    found = queries.standing(item, by=request.user)
    is_readable = any(row.state in READABLE for row in rows)
    tabs = queries.tabs_of(item, current="versions")
    context = {
        "item": item,
        "tabs": item_tabs(item, tabs, is_readable=is_readable),
        "facts": _facts(item),
        "may_recode": may(request.user, RUN_FACTORY) or found.is_chief,
        "rows": [_row(row, sees_drafts=found.may_see_drafts) for row in rows],
        "may_start": bool(item.line_id) and found.may_draft and not any(row.is_open for row in rows),
        "may_confirm": found.is_owner
        and any(row.state == "current" for row in rows)
        and not any(row.is_open for row in rows),
        "line_form": _line_form(request, item, found),
        "type_form": _type_form(request, item, found),
        "breadcrumbs": way_to(item),
    }
    return page(request, "publishing/versions.html", context)


def _facts(item: Item) -> list[Context]:
    owner = key_names({item.owner_key}).get(item.owner_key, "") if item.owner_key else ""
    words = {"green": "success", "yellow": "warning", "red": "danger"}
    due = item.next_revision_date
    before = ", ".join(queries.former_codes(item))
    return [
        {"label": _("Owner"), "text": owner or _("Not decided yet")},
        {
            "label": _("Production line"),
            "text": item.line.name if item.line else _("None: the next version is valid at once"),
            "url": reverse("publishing:board", args=[item.line_id]) if item.line_id else "",
        },
        {
            "label": _("Look through by"),
            "text": local_date(due, "medium") if due else "–",
            "tag_color": words[queries.light(item, on=today())] if due else "",
        },
        *([{"label": _("Codes from before"), "text": before}] if before else []),
    ]


def _row(row: Version, *, sees_drafts: bool) -> Context:
    period = Period.from_range(row.valid) if row.valid and not row.valid.isempty else None
    first, last = (period.lower, period.last_day) if period else (None, None)
    days = ""
    if first and last and row.state != Version.State.CURRENT:
        days = _("%(first)s to %(last)s") % {"first": local_date(first, "medium"), "last": local_date(last, "medium")}
    elif first:
        days = _("from %(day)s") % {"day": local_date(first, "medium")}
    elif row.planned_date:
        days = _("planned from %(day)s") % {"day": local_date(row.planned_date, "medium")}
    return {
        "row": row,
        "url": reverse("publishing:version", args=[row.pk]) if sees_drafts else "",
        "color": COLORS.get(Version.State(row.state), "neutral"),
        "days": days,
    }


def _line_form(request: Request, item: Item, found: Standing) -> ItemLineForm | None:
    """Return the choice of a line for those who may make it: the factory's owner, and the chief of the item's line."""
    if not (may(request.user, RUN_FACTORY) or found.is_chief):
        return None
    lines = [(str(line.pk), line.name) for line in queries.lines_to_choose()]
    return ItemLineForm(lines=lines, initial={"line": str(item.line_id or "")})


def _type_form(request: Request, item: Item, found: Standing) -> ItemTypeForm | None:
    """Return the choice of a type for those who may make it; none while there are no types."""
    if not (may(request.user, RUN_FACTORY) or found.is_chief or found.is_owner):
        return None
    types = [(str(row.pk), row.name) for row in queries.types_to_choose(item.line_id, kind=item.kind)]
    return ItemTypeForm(types=types, initial={"document_type": str(item.document_type_id or "")}) if types else None


@require_POST
def start(request: Request, code: str) -> HttpResponse:
    """Begin a draft of an item."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    version = actions.start_version(item.pk, by=request.user)
    messages.success(request, _("The draft is yours to change. It begins as what is valid now."))
    return redirect("publishing:version", version_id=version.pk)


@require_POST
def confirm(request: Request, code: str) -> HttpResponse:
    """Say that the valid version was looked through and holds."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    comment = request.POST.get("comment", "")
    changed = actions.confirm_unchanged(item.pk, comment=comment, by=request.user)
    day = local_date(changed.next_revision_date, "medium")
    messages.success(request, _("It holds. Look through it again by %(day)s.") % {"day": day})
    return redirect("publishing:versions", code=item.code)


@require_POST
def change_code(request: Request, code: str) -> HttpResponse:
    """Give an item another code."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    try:
        changed = actions.change_code(item.pk, request.POST.get("code", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("publishing:versions", code=item.code)
    messages.success(request, _("The code is changed. The old one leads here."))
    return redirect("publishing:versions", code=changed.code)


@require_POST
def place(request: Request, code: str) -> HttpResponse:
    """Put an item on a line, or take it off."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    form = ItemLineForm(request.POST, lines=[(str(line.pk), line.name) for line in queries.lines_to_choose()])
    if form.is_valid():
        try:
            actions.place_on_line(item.pk, form.line_id(), by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is noted."))
    return redirect("publishing:versions", code=item.code)
