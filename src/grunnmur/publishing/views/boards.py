"""The board of a line: stations as lists, cards that one moves by choosing where to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.lines import CardForm
from grunnmur.publishing.queries import Board, CardRow, StationRow
from grunnmur.publishing.rules import RUN_FACTORY, SEE
from grunnmur.publishing.views.shown import days_said, edit_url, tidied_said

Context = dict[str, Any]  # what a template shows


def board(request: Request, production_line_id: UUID) -> HttpResponse:
    """Show a line's board."""
    only_mine = request.GET.get("show") == "mine"
    found = queries.board(production_line_id, only_mine=only_mine, seen_by=request.user)
    context = {
        "board": found,
        "stations": [_station(row, found) for row in found.stations],
        "is_empty": not any(row.cards for row in found.stations),
        "facts": _facts(found),
        "only_mine": only_mine,
        "card_form": CardForm() if found.is_member else None,
        "may_lead": found.is_chief or may(request.user, RUN_FACTORY),
        "may_see_tidy": found.is_member or may(request.user, RUN_FACTORY) or may(request.user, SEE),
        "here": request.get_full_path(),
        "breadcrumbs": [
            {"label": _("Flow factory"), "url": reverse("publishing:factory")},
            {"label": found.line.name},
        ],
    }
    return page(request, "publishing/board.html", context)


def _facts(found: Board) -> list[Context]:
    wait = found.wait_weeks
    return [
        {"label": _("Half are done within"), "text": days_said(found.times.p50)},
        {"label": _("85 of 100 are done within"), "text": days_said(found.times.p85)},
        {"label": _("Done in the last 90 days"), "text": str(found.times.done)},
        {"label": _("What is last waits about"), "text": days_said(wait * 7 if wait is not None else None)},
        *([{"label": _("Tidy list"), "text": said}] if (said := tidied_said(found.tidied)) else []),
    ]


def _station(row: StationRow, found: Board) -> Context:
    limit = row.station.wip_limit
    told = {"count": len(row.cards), "limit": limit}
    return {
        "row": row,
        "room": _("%(count)s of %(limit)s") % told if limit else str(len(row.cards)),
        "median": days_said(row.median_days) if row.median_days is not None else "",
        "cards": [_card(one, row, found) for one in row.cards],
    }


def _card(one: CardRow, row: StationRow, found: Board) -> Context:
    may_change = found.is_member and one.card.done_at is None
    by_hand = may_change and not (one.card.item_id and one.card.kind in {"new", "revise"})
    others = [(other.station.key, str(other.station)) for other in found.stations if other is not row]
    return {
        "one": one,
        "url": _address(one, is_member=found.is_member),
        "edit_url": edit_url(one.version) if one.version and found.may_draft else "",
        "age": _age(one.days),
        "stations": others if by_hand else [],
        "may_change": may_change,
    }


def _age(days: int) -> str:
    """Return how long a card stands where it is."""
    if not days:
        return _("here since today")
    return ngettext("here for %(count)d day", "here for %(count)d days", days) % {"count": days}


def _address(one: CardRow, *, is_member: bool) -> str:
    """Return where a card leads; drafts are for those who work in the line."""
    if one.version:
        return reverse("publishing:version", args=[one.version.pk]) if is_member else ""
    return reverse("publishing:versions", args=[one.card.item.code]) if one.card.item else ""


@require_POST
def add_card(request: Request, production_line_id: UUID) -> HttpResponse:
    """Put a card into the intake."""
    form = CardForm(request.POST)
    if form.is_valid():
        actions.add_card(production_line_id, form.cleaned_data["title"], by=request.user)
        messages.success(request, _("The card is in the intake."))
    else:
        messages.error(request, _("Write what the card is about."))
    return redirect("publishing:board", production_line_id=production_line_id)


@require_POST
def move_card(request: Request, card_id: UUID) -> HttpResponse:
    """Move a card to another station."""
    production_line_id = queries.line_of_card(card_id)
    station, override = request.POST.get("station", ""), request.POST.get("override", "")
    try:
        card = actions.move_card(card_id, station, override=override, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        told = {"card": card.title, "station": card.station.get_key_display()}
        messages.success(request, _("“%(card)s” stands in “%(station)s” now.") % told)
    return redirect("publishing:board", production_line_id=production_line_id)


@require_POST
def change_card(request: Request, card_id: UUID) -> HttpResponse:
    """Say what blocks a card, and whether it is mine."""
    production_line_id = queries.line_of_card(card_id)
    actions.change_card(
        card_id, blocked_reason=request.POST.get("blocked", ""), is_mine="mine" in request.POST, by=request.user
    )
    messages.success(request, _("The card is changed."))
    return redirect("publishing:board", production_line_id=production_line_id)
