"""Keys, equipment and cards: which are out, one of them, handing out and taking back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grunnmur.access.actions import things as actions
from grunnmur.access.forms.things import ALL, HandOutForm, LabelForm, ThingsForm
from grunnmur.access.models import IssuedThing, Resource
from grunnmur.access.queries import things as reads
from grunnmur.access.queries.things import BACK, LOST, OUT, ThingFilter, ThingRow, state_of
from grunnmur.access.rules import PHYSICAL_KINDS
from grunnmur.access.views.people import way_to_person
from grunnmur.access.views.shown import Context, columns, entries, exports, next_url, trail
from grunnmur.access.views.targets.shown import file_of
from grunnmur.core.errors import DomainError
from grunnmur.core.history import history_of, record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import person_of
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.organisation import queries as organisation

COLORS = {OUT: "info", LOST: "danger", BACK: "neutral"}


def state_words() -> dict[str, str]:
    """Return the states of a thing in words, by code."""
    return {OUT: _("Out"), LOST: _("Lost"), BACK: _("Back")}


@require_safe
def listed(request: Request) -> HttpResponse:
    """Show the things that are out, or lost, or back, of those the reader answers for."""
    reads.require_things(request.user)
    chosen = ThingsForm(request.GET).values()
    found = reads.thing_list(_filter(chosen), seen_by=request.user, after=chosen["after"])
    rows = reads.rows_of_things(found.rows)
    record_reads({row.thing.person_id for row in rows}, by=request.user, what="access.things")
    heads = [("person", _("Name"), False), ("thing", _("Thing"), False), ("label", _("Number"), False)]
    context: Context = {
        "rows": [(row, state_words()[state_of(row.thing)], COLORS[state_of(row.thing)]) for row in rows],
        "columns": columns(
            chosen, [*heads, ("issued", _("Handed out"), False), ("", _("State"), False)], default="person"
        ),
        "chosen": chosen,
        "is_narrowed": bool(chosen["q"] or chosen["kind"] or chosen["state"] != OUT),
        "states": [*state_words().items(), (ALL, _("All"))],
        "kinds": [(kind.value, kind.label) for kind in Resource.Kind if kind.value in PHYSICAL_KINDS],
        "next_url": next_url(chosen, found.next),
        "exports": exports("access:things_export", chosen),
        "breadcrumbs": trail(last=_("Things that are out")),
    }
    return page(request, "access/things/list.html", context, partial="rows")


def _filter(chosen: dict[str, str]) -> ThingFilter:
    return ThingFilter(text=chosen["q"], state=chosen["state"], kind=chosen["kind"], sort=chosen["sort"] or "person")


@require_safe
def export(request: Request, form: str) -> HttpResponse:
    """Give the whole list as csv or xlsx, narrowed and sorted as the page is."""
    reads.require_things(request.user)
    rows = reads.rows_of_things(reads.every_thing(_filter(ThingsForm(request.GET).values()), seen_by=request.user))
    record_reads({row.thing.person_id for row in rows}, by=request.user, what="access.things_export")
    header = [_("Name"), _("Unit"), _("Thing"), _("Number"), _("Handed out"), _("Back or lost"), _("State")]
    return file_of(Table(_("Things that are out"), header, [_line(row) for row in rows]), "things", form)


def _line(row: ThingRow) -> list[Cell]:
    thing = row.thing
    days = [thing.issued_at.date(), row.at.date() if row.at else None]
    return [
        thing.person.display_name,
        row.unit,
        str(thing.permission),
        thing.label,
        *days,
        state_words()[state_of(thing)],
    ]


def one(request: Request, thing_id: UUID) -> HttpResponse:
    """Show one thing, what became of it, and what can be done; put its number right."""
    thing = reads.find_thing(thing_id, seen_by=request.user)
    record_reads({thing.person_id} - {person_of(request.user)}, by=request.user, what="access.things")
    handles = reads.may_handle(thing, by=request.user)
    form = LabelForm(request.POST if request.method == "POST" else None, initial={"label": thing.label})
    if form.is_bound and form.is_valid():
        try:
            actions.label_thing(thing_id, form.cleaned_data["label"], by=request.user)
        except DomainError as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("The number is saved."))
            return redirect("access:thing", thing_id)
    state, is_mine = state_of(thing), person_of(request.user) == thing.person_id
    context: Context = {
        "thing": thing,
        "form": form if handles and state == OUT else None,
        "state": state_words()[state],
        "color": COLORS[state],
        "return_url": reverse("access:return_thing", args=[thing_id]) if handles and state == OUT else "",
        "lost_url": reverse("access:lost_thing", args=[thing_id]) if (handles or is_mine) and state == OUT else "",
        "found_url": reverse("access:found_thing", args=[thing_id]) if handles and state == LOST else "",
        "person_url": reverse("organisation:person", args=[thing.person_id]),
        "entries": entries(history_of(thing)),
        "breadcrumbs": _way(request, thing, is_mine=is_mine),
    }
    return page(request, "access/things/one.html", context, status=422 if form.errors else 200)


def _way(request: Request, thing: IssuedThing, *, is_mine: bool) -> list[Context]:
    name = str(thing.permission)
    if not is_mine and reads.may_see_things(request.user):
        return trail((_("Things that are out"), "access:things"), last=name)
    return way_to_person(thing.person_id, thing.person.display_name, last=name, is_me=is_mine)


@require_POST
def take_back(request: Request, thing_id: UUID) -> HttpResponse:
    """Take one thing back."""
    thing = actions.return_thing(reads.find_thing(thing_id, seen_by=request.user).pk, by=request.user)
    messages.success(request, _("%(thing)s is back.") % {"thing": thing})
    return redirect("access:thing", thing_id)


@require_POST
def lost(request: Request, thing_id: UUID) -> HttpResponse:
    """Say that one thing is lost."""
    thing = actions.report_lost(reads.find_thing(thing_id, seen_by=request.user).pk, by=request.user)
    messages.success(
        request, _("%(thing)s is lost. Those who hand it out have been asked to block it.") % {"thing": thing}
    )
    return redirect("access:thing", thing_id)


@require_POST
def found(request: Request, thing_id: UUID) -> HttpResponse:
    """Say that a lost thing is back."""
    thing = actions.find_again(reads.find_thing(thing_id, seen_by=request.user).pk, by=request.user)
    messages.success(request, _("%(thing)s is back.") % {"thing": thing})
    return redirect("access:thing", thing_id)


def hand_out(request: Request, person_id: UUID) -> HttpResponse:
    """Write down that a person was handed something she shall have."""
    name = organisation.find_person(person_id, seen_by=request.user).display_name
    if not reads.may_give_somewhere(request.user) or person_of(request.user) == person_id:
        raise PermissionDenied(_("Only who hands this out may say so, and nobody to herself."))
    record_reads([person_id], by=request.user, what="access.things")
    choices = [(str(one.pk), str(one)) for one in reads.to_hand_out(person_id, by=request.user)]
    form = HandOutForm(request.POST if request.method == "POST" else None, things=choices)
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        try:
            thing = actions.issue_thing(person_id, UUID(facts["thing"]), label=facts["label"], by=request.user)
        except DomainError as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("%(thing)s is handed out.") % {"thing": thing})
            return redirect("access:thing", thing.pk)
    context: Context = {
        "form": form,
        "name": name,
        "has_any": bool(choices),
        "person_url": reverse("organisation:person", args=[person_id]),
        "breadcrumbs": way_to_person(person_id, name, last=_("Hand out")),
    }
    return page(request, "access/things/hand_out.html", context, status=422 if form.errors else 200)
