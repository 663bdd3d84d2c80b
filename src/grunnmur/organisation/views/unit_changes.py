"""Changing units: opened, renamed, moved, closed; each is shown with its consequences before it is saved."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.clock import today
from grunnmur.core.formats import number
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.core.permissions import require, scope_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.forms.units import CloseForm, MoveForm, NamesForm, OpenForm
from grunnmur.organisation.models import Unit
from grunnmur.organisation.rules import EDIT_UNITS, UnitClosing, UnitMove, UnitOpening, UnitRename
from grunnmur.organisation.views import choosing
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import unit_way


def open_unit(request: Request) -> HttpResponse:
    """Ask for a new unit and open it."""
    scope = scope_of(request.user, EDIT_UNITS)
    if not scope:
        raise PermissionDenied(_("You may not open units. Ask those who keep the organisation."))
    above = request.GET.get("parent", "")
    form = OpenForm(
        sent(request),
        choices={"parent": choosing.parents(scope, on=today())},
        initial={"parent": above, "first_day": today()},
    )
    tree_url = reverse("organisation:tree")
    question = Question(
        title=_("New unit"),
        label=_("Open the unit"),
        done=_("The unit is open."),
        cancel_url=tree_url,
        breadcrumbs=[{"label": _("Organisation"), "url": tree_url}, {"label": _("New unit")}],
    )

    def change() -> UnitOpening:
        typed = form.cleaned_data
        return UnitOpening(facts=form.facts(), first_day=typed["first_day"], last_day=typed["last_day"])

    def do() -> str:
        return _address(actions.open_unit(form.facts(), valid=form.period(), by=request.user))

    return ask(request, question, form, change=change, do=do)


def rename(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask for a unit's names and codes and change them."""
    unit = _unit(request, unit_id)
    form = NamesForm(sent(request), initial=NamesForm.initial_of(unit))
    question = Question(
        title=_("Rename the unit"),
        about=unit.name,
        label=_("Save the name"),
        done=_("The unit has its new name."),
        cancel_url=_address(unit),
        breadcrumbs=unit_way(unit, _("Rename the unit")),
    )

    def do() -> str:
        return _address(actions.rename_unit(unit_id, names=form.names(), by=request.user))

    return ask(request, question, form, change=lambda: UnitRename(unit_id=unit_id, names=form.names()), do=do)


def move(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask where a unit goes, and from when, and move it."""
    unit = _unit(request, unit_id)
    scope = scope_of(request.user, EDIT_UNITS)
    form = MoveForm(
        sent(request),
        choices={"parent": choosing.parents(scope, on=today(), without=unit_id)},
        initial={"from_day": today()},
    )
    question = Question(
        title=_("Move the unit"),
        lead=_("All units below it, and all who work there, move along."),
        about=unit.name,
        label=_("Move the unit"),
        done=_("The unit is moved."),
        cancel_url=_address(unit),
        breadcrumbs=unit_way(unit, _("Move the unit")),
    )

    def change() -> UnitMove:
        from_day = form.cleaned_data["from_day"]
        return UnitMove(unit_id=unit_id, parent_id=form.parent_id(), from_day=from_day, seen_by=request.user)

    def do() -> str:
        from_day = form.cleaned_data["from_day"]
        actions.move_unit(unit_id, parent_id=form.parent_id(), from_day=from_day, by=request.user)
        return _address(unit)

    return ask(request, question, form, change=change, do=do)


def close(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask for a unit's last day, and where those who are left go, and close it."""
    unit = _unit(request, unit_id)
    left = queries.remaining_in(unit_id, after=today())
    targets = choosing.units(request, EDIT_UNITS, on=today(), without=unit_id) if left else []
    last_day = Period.from_range(unit.valid).last_day or today()
    form = CloseForm(sent(request), choices={"move_to": targets}, initial={"last_day": last_day})
    if not left:
        del form.fields["move_to"]
    question = Question(
        title=_("Close the unit"),
        about=unit.name,
        label=_("Close the unit"),
        color="danger",
        done=_("The unit has a last day."),
        cancel_url=_address(unit),
        breadcrumbs=unit_way(unit, _("Close the unit")),
        notes=_left_over(left),
    )

    def change() -> UnitClosing:
        move_to = form.id_of("move_to") if left else None
        last_day = form.cleaned_data["last_day"]
        return UnitClosing(unit_id=unit_id, last_day=last_day, move_to=move_to, seen_by=request.user)

    def do() -> str:
        end = change()
        actions.close_unit(unit_id, last_day=end.last_day, move_to=end.move_to, by=request.user)
        return _address(unit)

    return ask(request, question, form, change=change, do=do)


def _left_over(left: queries.Remaining) -> list[str]:
    """Say who and what has to go somewhere before the unit can close."""
    notes = []
    if left.people:
        text = ngettext("%(count)s person works in the unit.", "%(count)s people work in the unit.", left.people)
        notes.append(text % {"count": number(left.people)})
    if left.units:
        text = ngettext("%(count)s unit is right below it.", "%(count)s units are right below it.", left.units)
        notes.append(text % {"count": number(left.units)})
    return notes


def _unit(request: Request, unit_id: UUID) -> Unit:
    unit = queries.find_unit(unit_id)
    require(request.user, EDIT_UNITS, at=unit_id)
    return unit


def _address(unit: Unit) -> str:
    return reverse("organisation:unit", args=[unit.pk])
