"""The map follows the organisation."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core.clock import at, now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.landscape.actions.organisation import map_organisation
from grunnmur.landscape.models import Element, Relation
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.events import DayTurned
from grunnmur.organisation.models import Function
from grunnmur.organisation.rules import UnitNames
from tests.factories_landscape import SYSTEM, live, make_element, make_relation
from tests.factories_organisation import make_employee, make_unit


def element_of(row):
    return Element.objects.get(ref=row.pk)


def test_unit_opened_is_on_the_map_below_its_parent(here):
    top = make_unit("Oppvekst")
    school = make_unit("Nordre skole", parent=top, code="SK1")
    element = element_of(school)
    assert (element.type, element.name, element.code, element.owner_unit_id) == (
        "unit",
        "Nordre skole",
        "SK1",
        school.pk,
    )
    assert live("has_unit", element_of(top), element)


def test_unit_renamed_is_renamed_on_the_map(here):
    unit = make_unit("Nordre skole")
    organisation.rename_unit(unit.pk, names=UnitNames(name="Nordre barneskole", code=unit.code), by=SYSTEM)
    assert element_of(unit).name == "Nordre barneskole"


def test_unit_moved_hangs_elsewhere_from_its_day(here):
    first, second = make_unit("A"), make_unit("B")
    unit = make_unit("C", parent=first)
    moves = today() + timedelta(days=3)
    organisation.move_unit(unit.pk, parent_id=second.pk, from_day=moves, by=SYSTEM)
    assert live("has_unit", element_of(first), element_of(unit))
    with at(now() + timedelta(days=3)):
        publish(DayTurned(moves))
        assert not live("has_unit", element_of(first), element_of(unit))
        assert live("has_unit", element_of(second), element_of(unit))


def test_closed_unit_leaves_the_map_with_its_relations_and_keeps_what_it_owned(here):
    top = make_unit("A")
    unit = make_unit("B", parent=top)
    system = make_element("system", "Fagsystem", owner_unit_id=unit.pk)
    organisation.close_unit(unit.pk, last_day=today(), by=SYSTEM)
    with at(now() + timedelta(days=1)):
        publish(DayTurned(today()))
        element = element_of(unit)
        assert element.retired_at
        assert not live("has_unit", element_of(top), element)
        assert Element.objects.get(pk=system.pk).owner_unit_id == unit.pk


def test_new_unit_may_take_the_code_of_a_closed_one(here):
    unit = make_unit("A", code="10")
    organisation.close_unit(unit.pk, last_day=today(), by=SYSTEM)
    with at(now() + timedelta(days=1)):
        other = make_unit("B", code="10", valid=Period(today()))
        assert element_of(other).code == "10"
        assert element_of(unit).retired_at


def test_function_is_had_by_the_units_where_somebody_holds_it(here):
    unit = make_unit("A")
    person = make_employee(unit)
    function = Function.objects.create(code="hms", name="HMS-ansvarlig")
    row = organisation.appoint(person.pk, function_id=function.pk, unit_id=unit.pk, valid=Period(today()), by=SYSTEM)
    assert live("has_role", element_of(unit), element_of(function))
    with at(now() + timedelta(days=5)):
        organisation.end_appointment(row.pk, last_day=today() - timedelta(days=1), by=SYSTEM)
        assert not live("has_role", element_of(unit), element_of(function))


def test_following_again_writes_nothing(here):
    top = make_unit("A")
    make_unit("B", parent=top)
    rows = (Element.pgh_event_model.objects.count(), Relation.pgh_event_model.objects.count())
    map_organisation()
    assert (Element.pgh_event_model.objects.count(), Relation.pgh_event_model.objects.count()) == rows


def test_following_costs_the_same_for_one_unit_and_four(here):
    top = make_unit("A")
    make_unit("E", parent=top)
    with CaptureQueriesContext(connection) as few:
        map_organisation()
    for name in "BCD":
        make_unit(name, parent=top)
    with CaptureQueriesContext(connection) as many:
        map_organisation()
    assert len(few) == len(many)


def test_what_people_said_of_a_unit_survives(here):
    unit = make_unit("A")
    system_step = make_element("activity", "Registrer")
    make_relation("performs", element_of(unit), system_step)
    organisation.rename_unit(unit.pk, names=UnitNames(name="B", code=unit.code), by=SYSTEM)
    assert live("performs", element_of(unit), system_step)
