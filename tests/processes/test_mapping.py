"""What the map is told of processes."""

from datetime import timedelta

import pytest

from grunnmur.core.clock import at, now
from grunnmur.landscape.models import Element, Relation
from grunnmur.processes import actions
from grunnmur.processes.actions.mapping import map_process, step_ref
from grunnmur.processes.models import Lane, Process, ProcessRole, Step
from tests.factories_landscape import SYSTEM, live, make_element, make_relation
from tests.factories_organisation import make_unit
from tests.factories_processes import CHOICE, import_drawing, make_process
from tests.processes.bpmn.drawings import file_of, flow

SHORTER = file_of(
    '<process id="p"><startEvent id="s"/><userTask id="a" name="Les søknaden"/><endEvent id="e"/>'
    + flow("1", "s", "a")
    + flow("2", "a", "e")
    + "</process>"
)


@pytest.fixture
def version(here):
    return import_drawing(CHOICE, code="SØK")


def process_of(version):
    return Element.objects.get(type="process", ref=version.process_id)


def step_named(name):
    return Element.objects.get(type="activity", name=name)


def test_published_process_is_on_the_map_with_its_work_as_steps(version):
    process = process_of(version)
    assert (process.name, process.code) == ("Søknad", "SØK")
    steps = Element.objects.filter(type="activity").order_by("code")
    assert [step.name for step in steps] == ["Les søknaden", "Avgjør"]
    assert all(live("has_step", process, step) for step in steps)


def test_work_follows_work_past_gateways_and_not_back(version):
    first, then = step_named("Les søknaden"), step_named("Avgjør")
    assert live("followed_by", first, then)
    assert Relation.objects.filter(kind="followed_by").count() == 1


def test_lane_bound_to_a_unit_performs_its_steps_and_one_bound_to_the_leader_does_not(version):
    unit = make_unit("Søknadskontoret")
    clerk, leader = (actions.make_role(name, by=SYSTEM) for name in ("Saksbehandler", "Leder"))
    actions.bind_role(clerk.pk, ProcessRole.Binding.UNIT, by=SYSTEM, target=unit.pk)
    actions.bind_role(leader.pk, ProcessRole.Binding.LEADER, by=SYSTEM)
    for lane in Lane.objects.all():
        actions.bind_lane(lane.pk, {"Saksbehandler": clerk.pk, "Leder": leader.pk}[lane.name], by=SYSTEM)
    performs = Relation.objects.get(kind="performs")
    assert (performs.src.name, performs.dst.name) == ("Søknadskontoret", "Les søknaden")


def test_publishing_again_changes_nothing_and_writes_no_history(version):
    before = (Element.pgh_event_model.objects.count(), Relation.pgh_event_model.objects.count())
    map_process(version)
    assert (Element.pgh_event_model.objects.count(), Relation.pgh_event_model.objects.count()) == before


def test_vanished_step_leaves_the_map_and_what_people_said_of_the_others_stays(version):
    process = Process.objects.get(pk=version.process_id)
    make_relation("supports", make_element("system", "Fagsystem"), step_named("Les søknaden"))
    make_relation("supports", make_element("system", "Arkiv"), step_named("Avgjør"))
    with at(now() + timedelta(days=1)):
        newer = actions.import_version(process.pk, SHORTER, name="a.bpmn", change_note="", by=SYSTEM)
        assert newer.pk != version.pk
        assert step_named("Avgjør").retired_at
        assert live("supports", Element.objects.get(name="Fagsystem"), step_named("Les søknaden"))
        assert not live("supports", Element.objects.get(name="Arkiv"), step_named("Avgjør"))


def test_step_is_the_same_on_the_map_in_every_version(version):
    uid = Step.objects.get(process_version=version, name="Avgjør").uid
    assert step_named("Avgjør").ref == step_ref(version.process_id, uid)


def test_process_from_a_checklist_is_on_the_map(here):
    version = make_process(title="Ansettelse")
    assert Relation.objects.filter(kind="has_step", src=process_of(version)).count() > 2
