"""What the map is told of access."""

from datetime import timedelta

import pytest

from grunnmur.access import actions
from grunnmur.access.actions.mapping import map_access
from grunnmur.access.models import Resource
from grunnmur.core.clock import at, now
from grunnmur.landscape.models import Element, Relation
from tests.factories_access import SYSTEM, make_house
from tests.factories_landscape import live, make_element


def element(element_type, name):
    return Element.objects.get(type=element_type, name=name, retired_at=None)


@pytest.fixture
def crm(here):
    """A system with a level."""
    new = actions.NewResource(name="CRM", kind="system")
    return actions.define_permission(actions.define_resource(new, by=SYSTEM), "bidra", by=SYSTEM)


def test_new_system_resource_is_a_system_on_the_map(crm):
    assert Resource.objects.get(name="CRM").system_id == element("system", "CRM").pk


def test_resource_of_a_known_system_is_linked_to_it_and_none_is_made(here):
    known = make_element("system", "Crm")
    resource = actions.define_resource(actions.NewResource(name="CRM", kind="system"), by=SYSTEM)
    resource.refresh_from_db()
    assert resource.system_id == known.pk
    assert Element.objects.filter(type="system").count() == 1


def test_two_systems_of_the_name_leave_the_choice_to_people(here):
    make_element("system", "CRM")
    make_element("system", "CRM")
    resource = actions.define_resource(actions.NewResource(name="CRM", kind="system"), by=SYSTEM)
    resource.refresh_from_db()
    assert resource.system_id is None


def test_key_is_no_system(here):
    actions.define_resource(actions.NewResource(name="Nøkkel", kind="key"), by=SYSTEM)
    assert not Element.objects.filter(type="system").exists()


def test_active_role_leads_into_its_systems_and_drafts_are_not_on_the_map(here):
    house = make_house()
    role = Element.objects.get(ref=house.roles["Kundestøtte"].pk)
    assert (role.type, role.name) == ("role", "Kundestøtte")
    assert live("entitles", role, element("system", "CRM"))
    assert Relation.objects.filter(src=role, kind="entitles").count() == 1


def test_what_leaves_a_role_is_no_longer_led_into(here):
    house = make_house()
    role = house.roles["Kundestøtte"]
    with at(now() + timedelta(days=1)):
        actions.set_items(role.pk, [], by=SYSTEM)
        assert not live("entitles", Element.objects.get(ref=role.pk), element("system", "CRM"))


def test_telling_again_writes_nothing(here):
    make_house()
    events = (Element.pgh_event_model.objects.count(), Relation.pgh_event_model.objects.count())
    map_access()
    assert (Element.pgh_event_model.objects.count(), Relation.pgh_event_model.objects.count()) == events
