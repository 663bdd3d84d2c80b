"""A contact person who leaves is taken away on her day, and the owner's leader is asked for another."""

from datetime import date, timedelta

import pytest

from grunnmur.core.clock import at, now, today
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions import change_element, retire_element
from grunnmur.landscape.actions.contacts import TASK
from grunnmur.landscape.events import ElementsChanged
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import ElementFacts
from grunnmur.organisation.actions import end_employment, start_employment
from grunnmur.organisation.actions.days import turn_days
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EmploymentFacts
from grunnmur.worklist.models import Task
from tests.factories_landscape import SYSTEM, make_element
from tests.factories_organisation import make_employee, make_function, make_leader, make_unit
from tests.one_day import one_day, published

__all__ = ["one_day", "published"]
DAY = timedelta(days=1)


@pytest.fixture
def unit(here):
    return make_unit("Kundesenter")


@pytest.fixture
def person(unit):
    make_leader(unit, name="Lise Leder")
    return make_employee(unit, "Per Person")


@pytest.fixture
def system(unit, person):
    return make_element("system", "Fagsystem X", owner_unit=unit, contact_person=person)


def leave(person, last_day, *, is_immediate=False):
    row = Employment.objects.get(person=person)
    end_employment(row.pk, last_day=last_day, is_immediate=is_immediate, by=SYSTEM)


def contact(element):
    return Element.objects.get(pk=element.pk).contact_person_id


def test_the_contact_goes_on_the_day_after_the_last_and_the_leader_is_asked(system, person, unit, published):
    seen = published(ElementsChanged)
    leave(person, today() + DAY)
    assert contact(system) == person.pk
    with at(now() + DAY):
        turn_days(up_to=today())
        assert contact(system) == person.pk
    with at(now() + 2 * DAY):
        turn_days(up_to=today())
        assert contact(system) is None
    task = Task.objects.get(kind=TASK)
    assert (task.group_key, task.subject_id, task.params) == (f"leader:{unit.pk}", system.pk, {"name": "Fagsystem X"})
    assert [event.fields for event in seen if system.pk in event.element_ids] == [{"contact_person_id"}]


def test_turning_a_day_again_asks_nobody_again(system, person):
    leave(person, today() - DAY)
    for days in (1, 2):
        with at(now() + days * DAY):
            turn_days(up_to=today())
    assert Task.objects.filter(kind=TASK).count() == 1


def test_a_last_day_that_was_already_takes_the_contact_away_at_once(system, person):
    leave(person, today() - DAY)
    assert contact(system) is None


def test_whoever_is_ended_at_once_is_taken_away_at_once(system, person):
    leave(person, today(), is_immediate=True)
    assert contact(system) is None


def test_whoever_goes_on_in_another_unit_stays(system, person):
    start_employment(
        person.pk,
        EmploymentFacts(unit_id=make_unit().pk, kind="permanent"),
        valid=Period(today()),
        by=SYSTEM,
    )
    first = Employment.objects.filter(person=person).order_by("valid__startswith").first()
    end_employment(first.pk, last_day=today() - DAY, by=SYSTEM)
    assert contact(system) == person.pk


def test_the_question_goes_when_somebody_is_named_and_when_the_thing_leaves_the_map(system, person, unit):
    other = make_element("system", "Y", owner_unit=unit, contact_person=person)
    leave(person, today() - DAY)
    assert Task.objects.filter(kind=TASK, state="open").count() == 2
    facts = ElementFacts(name="Fagsystem X", owner_unit_id=unit.pk, contact_person_id=make_employee(unit).pk)
    change_element(system.pk, facts, by=SYSTEM)
    assert list(Task.objects.filter(kind=TASK, state="open").values_list("subject_id", flat=True)) == [other.pk]
    retire_element(other.pk, by=SYSTEM)
    assert not Task.objects.filter(kind=TASK, state="open").exists()


def test_what_no_unit_owns_is_asked_of_its_function_or_of_those_who_keep_the_map(unit, person):
    function = make_function()
    make_element("system", owner_function=function, contact_person=person)
    make_element("system", contact_person=person)
    leave(person, today() - DAY)
    groups = set(Task.objects.filter(kind=TASK).values_list("group_key", flat=True))
    assert groups == {f"function:{function.pk}", "may:landscape.import"}


def test_whoever_may_not_know_of_a_thing_is_not_asked(unit, person):
    secret = make_element("system", owner_unit=unit, contact_person=person, audience=["below:nobody"])
    own = make_element("system", owner_unit=unit, contact_person=person, audience=[f"below:{unit.pk}"])
    alone = make_element("system", contact_person=person, audience=["below:nobody"])
    leave(person, today() - DAY)
    assert contact(secret) is None
    assert contact(alone) is None
    assert list(Task.objects.filter(kind=TASK).values_list("subject_id", flat=True)) == [own.pk]


def test_contacts_of_another_municipality_stay(fjordvik, sundby):
    with tenant(sundby):
        theirs = make_employee(make_unit())
        element = make_element("system", contact_person=theirs)
    with tenant(fjordvik):
        leave(make_employee(make_unit()), date(2026, 3, 1))
    with tenant(sundby):
        assert contact(element) == theirs.pk
