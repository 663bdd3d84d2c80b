"""The page of one step, and where things are used."""

import pytest

from grunnmur.core.links import Ref
from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.actions import NewLink
from grunnmur.processes.models import Lane, ProcessRole
from grunnmur.processes.queries import where_used
from grunnmur.publishing.models import Item
from tests.factories_landscape import make_element
from tests.factories_organisation import SYSTEM, make_employee, make_unit
from tests.factories_processes import CHOICE, import_drawing
from tests.processes.reading_html import parsed, text_of

pytestmark = pytest.mark.django_db
STEP = "/processes/SOK/steps/a/"


@pytest.fixture
def version(fjordvik):
    with tenant(fjordvik):
        return import_drawing(CHOICE, code="SOK")


def bind(version, unit, *, name="Saksbehandler"):
    role = actions.make_role(name, by=SYSTEM)
    actions.bind_role(role.pk, ProcessRole.Binding.UNIT, target=unit.pk, by=SYSTEM)
    actions.bind_lane(Lane.objects.get(process_version=version, name=name).pk, role.pk, by=SYSTEM)
    return role


def use(version, ref, *, uid="a", kind="system"):
    return actions.link_step(version.process_id, NewLink(kind=kind, uid=uid, ref=ref), by=SYSTEM)


def test_step_page_tells_who_takes_part_today_and_where_it_leads(version, visitor, fjordvik, office):
    with tenant(fjordvik):
        bind(version, office["unit"])
    page = parsed(visitor.get(STEP))
    assert "Kari Fjell" in text_of(page.xpath("//section[@aria-labelledby='who']")[0])
    assert page.xpath("//a[@href='/processes/SOK/steps/b/']")
    assert "You do this." in page.text_content()


def test_people_of_the_readers_own_unit_come_first(version, visitor, fjordvik, office):
    with tenant(fjordvik):
        top = make_unit("Alle")
        other = make_unit("Annen", parent=top)
        make_employee(other, "Anna Aas")
        role = bind(version, other)
        ProcessRole.objects.filter(pk=role.pk).update(keys=[f"unit:{other.pk}", f"unit:{office['unit'].pk}"])
    names = [text_of(one) for one in parsed(visitor.get(STEP)).xpath("//a[contains(@href, '/people/')]")]
    assert names.index("Kari Fjell") < names.index("Anna Aas")


@pytest.mark.parametrize("uid", ["nowhere", "s", "g"])
def test_page_of_a_step_that_is_no_work_is_not_there(version, visitor, uid):
    assert visitor.get(f"/processes/SOK/steps/{uid}/").status_code == 404


def test_step_page_costs_the_same_for_few_links_and_many(version, visitor, fjordvik, count_statements):
    with tenant(fjordvik):
        use(version, Ref("element", make_element("system").pk))
    few = count_statements(visitor, STEP)
    with tenant(fjordvik):
        for _number in range(3):
            use(version, Ref("element", make_element("system").pk))
    assert count_statements(visitor, STEP) == few


def test_where_used_tells_steps_of_valid_processes_only(version, fjordvik):
    with tenant(fjordvik):
        ref = Ref("element", make_element("system", "Arkiv").pk)
        use(version, ref)
        use(version, ref, uid="b")
        (one,) = where_used(ref, seen_by=SYSTEM)
        assert [step.label for step in one.steps] == ["1 Les søknaden", "2 Avgjør"]
        shorter = CHOICE.replace(b'id="b"', b'id="c"').replace(b'="b"', b'="c"').replace(b">b<", b">c<")
        actions.import_version(version.process_id, shorter, name="a.bpmn", change_note="", by=SYSTEM)
        assert [step.uid for step in where_used(ref, seen_by=SYSTEM)[0].steps] == ["a"]


def test_where_used_leaves_out_what_the_asker_may_not_read(version, visitor, fjordvik, office):
    with tenant(fjordvik):
        ref = Ref("element", make_element("system", "Arkiv").pk)
        use(version, ref)
        Item.objects.filter(pk=version.process.item_id).update(audience=["unit:none"])
        assert where_used(ref, seen_by=office["user"]) == []


def test_page_of_uses_is_for_those_who_may_know_of_the_thing(version, visitor, fjordvik):
    with tenant(fjordvik):
        secret = make_element("system", "Hemmelig", audience=["unit:none"])
        use(version, Ref("element", secret.pk))
    assert visitor.get(f"/processes/used/element/{secret.pk}/").status_code == 404
    assert visitor.get(f"/processes/used/person/{secret.pk}/").status_code == 404


def test_library_is_narrowed_by_what_is_used_and_nonsense_finds_nothing(version, visitor, fjordvik):
    with tenant(fjordvik):
        import_drawing(CHOICE, code="ANNEN")
        system = make_element("system", "Arkiv")
        use(version, Ref("element", system.pk))
    page = visitor.get("/processes/", {"system": str(system.pk)}).text
    assert "SOK" in page
    assert "ANNEN" not in page
    assert "No process matches this." in visitor.get("/processes/", {"law": "nonsense"}).text


def test_reading_puts_forward_the_steps_that_use_a_system(version, visitor, fjordvik):
    with tenant(fjordvik):
        actions.link_step(version.process_id, NewLink(kind="system", uid="a", name="Arkiv"), by=SYSTEM)
    page = visitor.get("/processes/SOK/", {"show": "system:arkiv"}).text
    assert "1 of 2 steps is put forward." in page
    assert "System: Arkiv" in page
