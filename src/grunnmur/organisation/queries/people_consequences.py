"""What a change about a person does within organisation, for `core.links.previews`."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.links import ImpactLine
from grunnmur.organisation.models import Deputy, Employment, Leadership, Person
from grunnmur.organisation.queries.leaders import leader_of, leaders_of_unit
from grunnmur.organisation.queries.people import primary_employments
from grunnmur.organisation.rules import DeputyChange, EmploymentChange, Hire, LeaveChange, Protection

ENDS_SOON = (Employment.Kind.TEMPORARY, Employment.Kind.EXTERNAL, Employment.Kind.STUDENT)
FULL = 100
MOST_NAMESAKES = 5


def of_hire(change: Hire) -> Iterable[ImpactLine]:
    """Tell of people who have the same name already, and of somebody temporary without a last day."""
    if change.name:
        same = Person.objects.filter(display_name__iexact=change.name, is_protected=False)
        people = list(same.order_by("id")[:MOST_NAMESAKES])
        homes = primary_employments([person.pk for person in people], on=change.first_day)
        for person in people:
            unit = homes[person.pk].unit.name if person.pk in homes else _("no unit")
            text = _("There is a %(name)s here already, in %(unit)s. Is it the same person?")
            url = reverse("organisation:person", args=[person.pk])
            yield ImpactLine(text % {"name": person.display_name, "unit": unit}, 1, url)
    if change.last_day is None and change.employment.kind in ENDS_SOON:
        yield ImpactLine(_("There is no last day, though this kind of employment usually has one."))


def of_change(change: EmploymentChange) -> Iterable[ImpactLine]:
    """Tell who leads her before and after, when she goes to another unit."""
    row = Employment.objects.select_related("unit").get(pk=change.employment_id)
    if row.unit_id == change.facts.unit_id:
        return
    before = leader_of(change.person_id, on=change.from_day, employment_id=row.pk)
    seats = leaders_of_unit(change.facts.unit_id, on=change.from_day)
    after = next((seat.person_id for seat in seats if seat.person_id != change.person_id), None)
    if before != after:
        names = _names(before, after)
        yield ImpactLine(
            _("%(after)s becomes the leader. Before, it was %(before)s.")
            % {"after": names.get(after, _("nobody")), "before": names.get(before, _("nobody"))}
        )
    led = Leadership.objects.filter(person_id=change.person_id, valid__contains=change.from_day)
    for own in led.select_related("unit"):
        yield ImpactLine(_("Leads %(unit)s still.") % {"unit": own.unit.name}, 1)


def _names(*people: UUID | None) -> dict[UUID | None, str]:
    rows = Person.objects.filter(pk__in=[person for person in people if person], is_protected=False)
    return dict(rows.values_list("pk", "display_name"))


def of_leave(change: LeaveChange) -> Iterable[ImpactLine]:
    """Tell which units are without a leader while somebody is away, and where a deputy acts."""
    if change.days is None or change.days.lower is None or change.percent < FULL:
        return
    others = Employment.objects.filter(person_id=change.person_id, valid__contains=change.days.lower)
    if others.exclude(pk=change.employment_id).exists():
        return
    day = change.days.lower
    covered = set(
        Deputy.objects.filter(for_person_id=change.person_id, valid__contains=day).values_list("unit_id", flat=True)
    )
    led = Leadership.objects.filter(person_id=change.person_id, valid__contains=day).select_related("unit")
    for row in led.order_by("unit__sort_key"):
        has_deputy = None in covered or row.unit_id in covered
        text = _("A deputy leads %(unit)s meanwhile.") if has_deputy else _("%(unit)s has no leader meanwhile.")
        yield ImpactLine(text % {"unit": row.unit.name}, 1, reverse("organisation:unit", args=[row.unit_id]))


def of_deputy(change: DeputyChange) -> Iterable[ImpactLine]:
    """Tell in words what somebody who is named may do from then on; nothing of one who is to end."""
    if change.days.lower is None:
        return
    names = _names(change.for_person_id, change.deputy_id)
    told = {
        "name": names.get(change.for_person_id, _("the person")),
        "deputy": names.get(change.deputy_id, _("the deputy")),
    }
    if Deputy.May.APPROVE in change.may_do:
        text = _("%(deputy)s may answer what %(name)s is asked to approve, except what is about %(deputy)s.")
        yield ImpactLine(text % told)
    if Deputy.May.TASKS in change.may_do:
        yield ImpactLine(_("%(deputy)s sees and may do the tasks that wait for %(name)s as a leader.") % told)


def of_protection(change: Protection) -> Iterable[ImpactLine]:
    """Tell what colleagues no longer see, or see again."""
    if change.is_protected:
        yield ImpactLine(_("Colleagues no longer find the person in lists, search, counts or files."))
    else:
        yield ImpactLine(_("Everyone who works here finds the person again."))
