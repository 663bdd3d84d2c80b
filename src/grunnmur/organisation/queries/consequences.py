"""What a change of units does within organisation, for `core.links.previews`; the domains above tell theirs after."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.formats import number
from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import Period, day_after
from grunnmur.organisation.models import LINE, Appointment, Employment, Leadership, Person, Unit, UnitClosure
from grunnmur.organisation.queries.leaders import leaders_of_unit
from grunnmur.organisation.queries.structure import remaining_in
from grunnmur.organisation.rules import LeaderChange, UnitClosing, UnitMove, UnitOpening, UnitRename


def of_opening(change: UnitOpening) -> Iterable[ImpactLine]:
    """Tell where a new unit stands, and who leads it until it has a leader."""
    if change.facts.parent_id is None:
        yield ImpactLine(_("The unit stands at the top."))
        return
    above = _leader_name(change.facts.parent_id, on=change.first_day)
    if above:
        yield ImpactLine(_("Until it has a leader, %(name)s leads it.") % {"name": above})


def of_rename(change: UnitRename) -> Iterable[ImpactLine]:
    """Tell how many work in the unit that gets another name."""
    if Unit.objects.filter(pk=change.unit_id).exclude(name=change.names.name).exists():
        yield ImpactLine(_("The new name is shown for the days behind too: it is the same unit."))


def of_move(change: UnitMove) -> Iterable[ImpactLine]:
    """Tell how many units and people move along, and who is the next leader up before and after."""
    below = UnitClosure.objects.filter(structure=LINE, ancestor_id=change.unit_id, valid__contains=change.from_day)
    units = list(below.values_list("descendant_id", flat=True))
    yield from _counted_units(len(units) - 1)
    rows = Employment.objects.filter(unit_id__in=units, valid__contains=change.from_day)
    yield from _counted_people(rows.values("person").distinct().count())
    before = _leader_above(change.unit_id, on=change.from_day)
    after = _leader_name(change.parent_id, on=change.from_day) if change.parent_id else ""
    if before != after:
        names = {"before": before or _("nobody"), "after": after or _("nobody")}
        yield ImpactLine(_("The next leader up is %(after)s. Before, it was %(before)s.") % names)


def _counted_units(count: int) -> Iterable[ImpactLine]:
    if count > 0:
        text = ngettext("%(count)s unit below moves along.", "%(count)s units below move along.", count)
        yield ImpactLine(text % {"count": number(count)}, count)


def _counted_people(count: int) -> Iterable[ImpactLine]:
    if count:
        text = ngettext("%(count)s person moves along.", "%(count)s people move along.", count)
        yield ImpactLine(text % {"count": number(count)}, count)


def of_closing(change: UnitClosing) -> Iterable[ImpactLine]:
    """Tell who and what goes to the other unit, and what ends with the unit."""
    left = remaining_in(change.unit_id, after=change.last_day)
    target = Unit.objects.filter(pk=change.move_to).first() if change.move_to else None
    if target and left.people:
        text = ngettext("%(count)s person goes to %(unit)s.", "%(count)s people go to %(unit)s.", left.people)
        yield ImpactLine(text % {"count": number(left.people), "unit": target.name}, left.people)
    if target and left.units:
        text = ngettext("%(count)s unit goes below %(unit)s.", "%(count)s units go below %(unit)s.", left.units)
        yield ImpactLine(text % {"count": number(left.units), "unit": target.name}, left.units)
    late = Q(unit_id=change.unit_id, valid__overlap=Period(day_after(change.last_day)).to_range())
    for row in Leadership.objects.filter(late, person__is_protected=False).select_related("person"):
        yield ImpactLine(_("%(name)s leads the unit no longer.") % {"name": row.person.display_name}, 1)
    count = Appointment.objects.filter(late).count()
    if count:
        text = ngettext("%(count)s function ends.", "%(count)s functions end.", count)
        yield ImpactLine(text % {"count": number(count)}, count)


def of_leader(change: LeaderChange) -> Iterable[ImpactLine]:
    """Tell who leads the unit no longer, and who does instead."""
    days = Period.through(change.from_day, change.last_day)
    rows = Leadership.objects.filter(unit_id=change.unit_id, valid__contains=change.from_day)
    before = rows.filter(kind=change.kind).exclude(person=change.person_id).select_related("person").first()
    if before and not before.person.is_protected:
        yield ImpactLine(_("%(name)s leads the unit no longer.") % {"name": before.person.display_name}, 1)
    if change.person_id is None and change.kind == Leadership.Kind.LEADER:
        above = _leader_above(change.unit_id, on=change.from_day)
        if above:
            yield ImpactLine(_("Until it has a leader, %(name)s leads it.") % {"name": above})
    led = Employment.objects.filter(unit_id=change.unit_id, valid__overlap=days.to_range())
    count = led.exclude(person=change.person_id).values("person").distinct().count()
    if count:
        text = ngettext("%(count)s person gets another leader.", "%(count)s people get another leader.", count)
        yield ImpactLine(text % {"count": number(count)}, count)


def _leader_above(unit_id: UUID, *, on: date) -> str:
    """Return who leads the unit right above one on a day, or next up; blank at the top."""
    row = UnitClosure.objects.filter(structure=LINE, descendant_id=unit_id, distance=1, valid__contains=on).first()
    return _leader_name(row.ancestor_id, on=on) if row else ""


def _leader_name(unit_id: UUID, *, on: date) -> str:
    """Return the name of who leads a unit on a day, or next up; blank for nobody, and for the protected."""
    seats = leaders_of_unit(unit_id, on=on)
    row = Person.objects.filter(pk=seats[0].person_id, is_protected=False).first() if seats else None
    return row.display_name if row else ""
