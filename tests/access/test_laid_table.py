"""A leader hires, and the new employee comes to a laid table: from employment to roles, accesses and tasks."""

from datetime import timedelta

import pytest

from grunnmur.access import actions, queries
from grunnmur.access.models import Fulfilment, Held, IssuedThing
from grunnmur.access.queries.matrix import plan_role_matrix
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import System
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.rules import EmploymentFacts, PersonFacts, UnitFacts
from grunnmur.portal.actions.municipality import begin
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Task

MATRIX = "Tilgang;Nivå;Fast ansatt;Kundestøtte\nCRM;bidra;;x\nPC;bærbar;x;\nVisittkort;;x;-\nVisio;lisens;;\n".encode()
BY = System("test")
DAY = timedelta(days=1)


@pytest.fixture
def roles(here):
    begin()
    keys = dict.fromkeys(("equipment", "card", "system"), "everyone")
    roles = actions.import_role_matrix(plan_role_matrix(MATRIX, "matrix.csv"), by=BY, fulfil_keys=keys)
    for role in roles:
        actions.activate_role(role.pk, by=BY)
    selector = actions.Selector(employment_kinds=["permanent"])
    actions.save_rule("Faste", roles[0].pk, selector, by=BY)
    return {role.name: role for role in roles}


@pytest.fixture
def unit(here):
    return organisation.open_unit(UnitFacts(code="100", name="Kundesenter"), valid=Period(today() - 400 * DAY), by=BY)


def hire(unit, first_day, last_day=None, *, kind="permanent"):
    facts = PersonFacts(given_name="Kari", family_name="Fjell")
    work = EmploymentFacts(unit_id=unit.pk, kind=kind)
    return organisation.hire(facts, work, valid=Period.through(first_day, last_day), by=BY)


def test_a_hire_has_its_roles_and_accesses_before_the_first_day(roles, unit):
    person = hire(unit, today() + 10 * DAY).person_id

    names = [access.name for access in queries.accesses_of([person], on=today())[person]]

    assert names == ["PC (bærbar)", "Visittkort"]
    assert "Fast ansatt" in [role.name for role in queries.roles_of([person], on=today())[person]]


def test_every_access_says_why_in_one_sentence(roles, unit):
    person = hire(unit, today()).person_id

    for access in queries.accesses_of([person], on=today())[person]:
        assert "Fast ansatt" in access.reason
        assert "Faste" in access.reason
        assert access.reason.endswith(".")


def test_a_hire_opens_one_task_for_what_is_handed_out_by_hand(roles, unit):
    person = hire(unit, today() + 10 * DAY).person_id

    task = Task.objects.get(subject_id=person)
    assert task.params == {"person": {"person_id": str(task.subject_id)}, "things": "PC (bærbar), Visittkort"}
    assert task.due_date < today() + 10 * DAY
    assert Fulfilment.objects.filter(task=task.pk, state="open").count() == 2


def test_finishing_the_task_writes_down_what_she_has(roles, unit):
    person = hire(unit, today() + 10 * DAY).person_id
    task = Task.objects.get(subject_id=person)

    worklist.finish_task(task.pk, outcome="done", evidence="PC 4711", by=BY)

    assert IssuedThing.objects.filter(person_id=person, returned_at=None).count() == 2
    assert not Fulfilment.objects.filter(person_id=person, state="open").exists()


def test_a_cancelled_start_cancels_the_task(roles, unit):
    work = hire(unit, today() + 10 * DAY, today() + 200 * DAY)
    other = hire_again(work)

    organisation.change_employment(work.pk, other, from_day=today() + 10 * DAY, by=BY)

    assert Task.objects.get(subject_id=work.person_id).state == "cancelled"


def hire_again(work):
    return EmploymentFacts(unit_id=work.unit_id, kind="hourly")


def test_ending_the_employment_takes_it_all_away_and_opens_the_return(roles, unit):
    work = hire(unit, today() - 100 * DAY)
    worklist.finish_task(Task.objects.get(subject_id=work.person_id).pk, outcome="done", evidence="PC 4711", by=BY)

    organisation.end_employment(work.pk, last_day=today() + 5 * DAY, by=BY)

    back = Task.objects.get(subject_id=work.person_id, state="open")
    assert back.kind == "access.take_back"
    assert back.due_date == today() + 5 * DAY
    assert queries.accesses_of([work.person_id], on=today() + 6 * DAY)[work.person_id] == []
    assert not Held.objects.filter(person_id=work.person_id, valid__contains=today() + 6 * DAY).exists()


def test_taking_back_closes_what_was_out(roles, unit):
    work = hire(unit, today() - 100 * DAY)
    worklist.finish_task(Task.objects.get(subject_id=work.person_id).pk, outcome="done", evidence="PC 4711", by=BY)
    organisation.end_employment(work.pk, last_day=today() + 5 * DAY, by=BY)
    back = Task.objects.get(subject_id=work.person_id, state="open")

    worklist.finish_task(back.pk, outcome="done", evidence="in the store", by=BY)

    assert not IssuedThing.objects.filter(person_id=work.person_id, returned_at=None).exists()
    assert IssuedThing.objects.filter(person_id=work.person_id, returned_at__lte=now()).count() == 2


def test_deriving_everyone_again_writes_nothing(roles, unit):
    hire(unit, today())
    before = list(Held.objects.order_by("pk").values_list("pk", flat=True))

    assert actions.derive_everyone() == ()
    assert list(Held.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_importing_the_same_matrix_again_changes_nothing(roles):
    assert plan_role_matrix(MATRIX, "matrix.csv").changes == 0


def test_beginning_twice_changes_nothing(roles):
    before = Held.objects.count()

    begin()

    assert Held.objects.count() == before


def test_what_comes_into_a_role_is_handed_out_to_those_who_hold_it_already(roles, unit):
    person = hire(unit, today()).person_id
    everything = queries.plan_role_matrix(MATRIX.replace(b"CRM;bidra;;x", b"CRM;bidra;x;x"), "matrix.csv")

    actions.import_role_matrix(everything, by=BY)

    things = Fulfilment.objects.filter(person_id=person, state="open", operation="give")
    assert "CRM (bidra)" in [str(thing.permission) for thing in things.select_related("permission__resource")]


def test_what_leaves_a_role_is_taken_back(roles, unit):
    person = hire(unit, today()).person_id
    worklist.finish_task(Task.objects.get(subject_id=person).pk, outcome="done", evidence="PC 4711", by=BY)

    actions.set_items(roles["Fast ansatt"].pk, [], by=BY)

    assert Fulfilment.objects.filter(person_id=person, state="open", operation="take_back").count() == 2
