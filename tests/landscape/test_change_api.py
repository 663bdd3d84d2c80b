"""Change cases for programs: the same as the pages tell."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.rules.changes import RetireElement
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.landscape.visiting import house, keeper, one_day, reader, stranger

__all__ = ["house", "keeper", "one_day", "reader", "stranger"]
ROOT = "/api/v1/landscape/change-cases"


@pytest.fixture
def planned(fjordvik, house):
    """A system that is to be retired, and a step in the second unit that needs it."""
    with tenant(fjordvik):
        system = make_element("system", "Fagsystem X")
        step = make_element("activity", "Steg", owner_unit_id=house["other"].pk)
        make_relation("supports", system, step, strength=2)
        case = actions.open_change_case("Avvikle X", why="Gammel.", by=SYSTEM)
        actions.plan_step(case.pk, RetireElement(system.pk), by=SYSTEM)
        return {"case": case, "system": system, "step": step}


def test_cases_are_listed_and_narrowed(reader, planned):
    found = reader.get(ROOT).json()

    assert [case["title"] for case in found["items"]] == ["Avvikle X"]
    assert found["next"] == ""
    assert reader.get(f"{ROOT}?status=applied").json()["items"] == []
    assert reader.get(f"{ROOT}?status=nonsense").status_code == 422


def test_case_is_told_with_its_steps(reader, planned):
    found = reader.get(f"{ROOT}/{planned['case'].pk}").json()

    assert (found["status"], found["why"]) == ("draft", "Gammel.")
    (step,) = found["steps"]
    assert (step["operation"], step["sentence"]) == ("retire_element", "Retire Fagsystem X.")
    assert step["element_id"] == str(planned["system"].pk)


def test_report_tells_who_is_hit_and_who_must_be_heard(reader, planned, house):
    found = reader.get(f"{ROOT}/{planned['case'].pk}/report").json()

    availability = found["parts"][0]
    assert (availability["policy"], availability["counts"]) == ("availability", {"gone": 1})
    (hit,) = availability["hits"]
    assert (hit["name"], hit["outcome"], hit["before"], hit["after"]) == ("Steg", "gone", "stops", "")
    assert [owner["unit_id"] for owner in found["owners"]] == [str(house["other"].pk)]
    assert found["unowned"] == 1


def test_report_leaves_out_what_is_hidden(reader, fjordvik, planned, house):
    with tenant(fjordvik):
        planned["step"].audience = [f"below:{house['other'].pk}"]
        planned["step"].save()

    found = reader.get(f"{ROOT}/{planned['case'].pk}/report").json()
    assert [part["hits"] for part in found["parts"]] == [[], [], []]
    assert found["owners"] == []


def test_case_about_something_hidden_is_not_there(reader, fjordvik, planned, house):
    with tenant(fjordvik):
        planned["system"].audience = [f"below:{house['other'].pk}"]
        planned["system"].save()

    assert reader.get(ROOT).json()["items"] == []
    assert reader.get(f"{ROOT}/{planned['case'].pk}").status_code == 404
    assert reader.get(f"{ROOT}/{planned['case'].pk}/report").status_code == 404


def test_case_of_another_municipality_is_not_there(stranger, planned):
    assert stranger.get(ROOT).json()["items"] == []
    assert stranger.get(f"{ROOT}/{planned['case'].pk}").status_code == 404
    assert stranger.get(f"{ROOT}/{planned['case'].pk}/report").status_code == 404
