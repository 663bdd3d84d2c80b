"""What a source's names mean here: persons by their keys, resources and levels by their names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from grunnmur.access.actions.mining import matching as actions
from grunnmur.access.forms.mining import MatchForm
from grunnmur.access.models import Resource
from grunnmur.access.queries.choices import Choice, Directory, Source, all_level_source
from grunnmur.access.queries.mining.observed import PEOPLE, THINGS, names_to_match
from grunnmur.access.rules import DEFINE, guess_kind
from grunnmur.access.views.mining.imports import way
from grunnmur.access.views.shown import Context
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may

ADDRESSES = {PEOPLE: "access:mining:match_person", THINGS: "access:mining:match_thing"}
Match = Callable[..., Any]  # Any: match_person or match_thing


@dataclass(frozen=True)
class Asked:
    """A typed name that could not be taken: for which row, why, and what it may mean."""

    id: UUID
    text: str
    error: str
    found: list[Choice]


@require_GET
def people(request: Request) -> HttpResponse:
    """Show the keys of persons nobody has matched."""
    return _listed(request, PEOPLE)


@require_GET
def things(request: Request) -> HttpResponse:
    """Show the resources and levels nobody has matched."""
    return _listed(request, THINGS)


def _listed(request: Request, what: str, *, asked: Asked | None = None) -> HttpResponse:
    is_all = request.GET.get("all") == "1"
    rows = names_to_match(what, seen_by=request.user, is_all=is_all)
    is_people = what == PEOPLE
    context: Context = {
        "rows": [{"row": row, "guess": guess_kind(row.name), "asked": _asked(row.id, asked)} for row in rows],
        "is_people": is_people,
        "is_all": is_all,
        "address": ADDRESSES[what],
        "options": [] if is_people else all_level_source().names,
        "kinds": Resource.Kind.choices,
        "may_create": not is_people and may(request.user, DEFINE),
        "title": _("Who is meant?") if is_people else _("What is meant?"),
        "breadcrumbs": way(_("Who is meant?") if is_people else _("What is meant?")),
    }
    return page(request, "access/mining/matching.html", context, status=422 if asked else 200)


def _asked(row_id: UUID, asked: Asked | None) -> Asked | None:
    return asked if asked and asked.id == row_id else None


@require_POST
def person(request: Request, observed_person_id: UUID) -> HttpResponse:
    """Say who a key means, or that it means nobody."""
    return _answered(request, observed_person_id, PEOPLE, actions.match_person, Directory(request.user))


@require_POST
def thing(request: Request, observed_thing_id: UUID) -> HttpResponse:
    """Say what a name means, register it, or say that it means nothing."""
    return _answered(request, observed_thing_id, THINGS, actions.match_thing, all_level_source())


def _answered(request: Request, row_id: UUID, what: str, match: Match, source: Source) -> HttpResponse:
    form = MatchForm(request.POST)
    back = redirect(f"access:mining:{what}")
    if not form.is_valid():
        return back
    sent = form.cleaned_data
    if sent["answer"] == MatchForm.CREATE and what == THINGS:
        actions.create_thing(row_id, kind=sent["kind"], by=request.user)
        messages.success(request, _("The resource is registered and matched."))
    elif sent["answer"] in {MatchForm.IGNORE, MatchForm.FORGET}:
        match(row_id, None, by=request.user, is_ignored=sent["answer"] == MatchForm.IGNORE)
        messages.success(request, _("Kept, and left as it is."))
    else:
        return _chosen(request, row_id, what, match, source)
    return back


def _chosen(request: Request, row_id: UUID, what: str, match: Match, source: Source) -> HttpResponse:
    """Match what was typed if one thing fits; else offer what does."""
    form = MatchForm(request.POST)
    form.is_valid()
    chosen, text = form.cleaned_data["chosen"], form.cleaned_data["meant"]
    found = [] if chosen else form.found(source)
    if not chosen and len(found) != 1:
        several, none = _("Several fit “%(text)s”. Choose the right one."), _("Nothing here is called “%(text)s”.")
        if what == PEOPLE:
            record_reads({UUID(key) for key, _label in found}, by=request.user, what="access.mining")
        error = (several if found else none) % {"text": text}
        return _listed(request, what, asked=Asked(row_id, text, error, found))
    try:
        match(row_id, chosen or UUID(found[0][0]), by=request.user)
    except DomainError as error:
        return _listed(request, what, asked=Asked(row_id, text, str(error), []))
    messages.success(request, _("The name is matched."))
    return redirect(f"access:mining:{what}")
