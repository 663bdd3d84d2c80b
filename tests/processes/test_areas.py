"""The map of processes: its areas, who arranges them, and how the library is narrowed by them."""

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.models import Process, ProcessArea
from grunnmur.processes.queries import process_map
from grunnmur.processes.rules import AreaError
from grunnmur.publishing.models import Item
from grunnmur.publishing.rules import RUN_FACTORY
from tests.factories_organisation import SYSTEM, granting
from tests.factories_processes import CHOICE, import_drawing

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(fjordvik):
    with tenant(fjordvik):
        return import_drawing(CHOICE, code="SOK")


def place(version, area, **facts):
    return actions.describe_process(
        version.process_id, actions.ProcessFacts(kind="core", area_id=area.pk, **facts), by=SYSTEM
    )


def test_map_shows_areas_in_their_order_with_the_processes_the_reader_may_read(version, office, fjordvik):
    with tenant(fjordvik):
        first, second = (actions.add_area(name, by=SYSTEM) for name in ("Ledelse", "Tjenester"))
        inner = actions.add_area("Søknader", parent_id=second.pk, by=SYSTEM)
        place(version, inner)
        boxes = process_map(seen_by=office["user"])
        assert [box.area for box in boxes] == [first, second]
        assert [box.count for box in boxes[1].boxes] == [1]
        Item.objects.update(audience=["unit:none"])
        assert process_map(seen_by=office["user"])[1].boxes[0].count == 0


def test_map_says_of_an_area_that_nothing_in_it_is_there_to_read(version, visitor, fjordvik):
    with tenant(fjordvik):
        actions.add_area("Ledelse", by=SYSTEM)
        place(version, actions.add_area("Tjenester", by=SYSTEM))
    shown = visitor.get("/processes/").text
    assert shown.count("No processes to show.") == 1


def test_fourth_level_and_a_name_that_is_taken_are_refused(fjordvik):
    with tenant(fjordvik):
        area = actions.add_area("En", by=SYSTEM)
        for name in ("To", "Tre"):
            area = actions.add_area(name, parent_id=area.pk, by=SYSTEM)
        with pytest.raises(AreaError):
            actions.add_area("Fire", parent_id=area.pk, by=SYSTEM)
        for name in ("EN", "  "):
            with pytest.raises(AreaError):
                actions.add_area(name, by=SYSTEM)
        assert ProcessArea.objects.count() == 3


def test_area_with_something_in_it_stays_on_the_map(version, fjordvik):
    with tenant(fjordvik):
        area = actions.add_area("Tjenester", by=SYSTEM)
        place(version, area)
        with pytest.raises(AreaError):
            actions.remove_area(area.pk, by=SYSTEM)
        Process.objects.update(area=None)
        actions.remove_area(area.pk, by=SYSTEM)
        assert not ProcessArea.objects.exists()


def test_area_changes_places_with_its_neighbour_and_the_first_stays_first(fjordvik):
    with tenant(fjordvik):
        _one, two, _three = (actions.add_area(name, by=SYSTEM) for name in ("En", "To", "Tre"))
        actions.move_area(two.pk, is_up=True, by=SYSTEM)
        actions.move_area(two.pk, is_up=True, by=SYSTEM)
        names = ProcessArea.objects.order_by("ordinal").values_list("name", flat=True)
        assert list(names) == ["To", "En", "Tre"]


def test_somebody_who_neither_runs_the_factory_nor_leads_a_line_arranges_nothing(version, visitor, office, fjordvik):
    with tenant(fjordvik):
        area = actions.add_area("En", by=SYSTEM)
        for act in (
            lambda: actions.add_area("To", by=office["user"]),
            lambda: actions.rename_area(area.pk, "To", by=office["user"]),
            lambda: actions.move_area(area.pk, is_up=True, by=office["user"]),
            lambda: actions.remove_area(area.pk, by=office["user"]),
            lambda: actions.describe_process(version.process_id, actions.ProcessFacts(kind="core"), by=office["user"]),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert visitor.get("/processes/areas/").status_code == 403
    assert visitor.post(f"/processes/areas/{area.pk}/", {"act": "remove"}).status_code == 403
    assert visitor.get("/processes/SOK/facts/").status_code == 403


def test_who_runs_the_factory_adds_areas_and_is_told_what_is_wrong(visitor, office, fjordvik):
    with tenant(fjordvik), granting(office["user"], RUN_FACTORY, everywhere=True):
        assert visitor.post("/processes/areas/", {"name": "Tjenester"}).status_code == 302
        assert visitor.post("/processes/areas/", {"name": "Tjenester"}).status_code == 422
        area = ProcessArea.objects.get()
        assert visitor.post(f"/processes/areas/{area.pk}/", {"name": "Helse"}).status_code == 302
        assert "Helse" in visitor.get("/processes/areas/").text


def test_owner_says_what_a_process_is_for_and_the_facts_tell(version, visitor, office, fjordvik):
    with tenant(fjordvik):
        Item.objects.update(owner_key=f"unit:{office['unit'].pk}")
    sent = {"kind": "core", "trigger": "En søknad kommer", "result": "Et vedtak", "customer": "Søkeren"}
    assert visitor.post("/processes/SOK/facts/", sent).status_code == 302
    page = visitor.get("/processes/SOK/").text
    assert all(text in page for text in ("En søknad kommer", "Et vedtak", "Søkeren"))


def test_library_is_narrowed_by_area_and_those_in_it_owner_and_state(version, visitor, fjordvik, office):
    with tenant(fjordvik):
        import_drawing(CHOICE, code="ANNEN")
        outer = actions.add_area("Tjenester", by=SYSTEM)
        inner = actions.add_area("Søknader", parent_id=outer.pk, by=SYSTEM)
        place(version, inner)
        owner = f"unit:{office['unit'].pk}"
        Item.objects.filter(code="SOK").update(owner_key=owner)
    for wanted in ({"area": str(outer.pk)}, {"owner": owner}):
        page = visitor.get("/processes/", wanted).text
        assert "SOK" in page
        assert "ANNEN" not in page
    assert "No process matches this." in visitor.get("/processes/", {"state": "withdrawn"}).text
    assert "No process matches this." in visitor.get("/processes/", {"line": "nonsense"}).text


def test_landing_costs_the_same_for_few_areas_and_many(version, visitor, fjordvik, count_statements):
    with tenant(fjordvik):
        place(version, actions.add_area("En", by=SYSTEM))
    few = count_statements(visitor, "/processes/")
    with tenant(fjordvik):
        for number in range(3):
            place(import_drawing(CHOICE), actions.add_area(f"Nr. {number}", by=SYSTEM))
    assert count_statements(visitor, "/processes/") == few
