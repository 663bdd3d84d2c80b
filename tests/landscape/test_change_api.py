"""Change cases for programs: the same as the pages tell."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.models import ChangeStep
from grunnmur.landscape.rules import DECIDE_CHANGE, PLAN_CHANGE
from grunnmur.landscape.rules.changes import RetireElement
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import granting
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


# What programs do


@pytest.fixture
def writer(keeper, house):
    """The leader, who may also plan changes."""
    with granting(house["user"], PLAN_CHANGE, everywhere=True):
        yield keeper


def send(client, method, address, **body):
    return getattr(client, method)(address, body, content_type="application/json")


def opened(client, **facts):
    return send(client, "post", ROOT, title="Bytte fagsystem", **facts).json()


def test_case_goes_from_a_draft_to_the_map_and_never_decided_by_who_drafted_it(writer, fjordvik, planned):
    case = opened(writer, why="Dyrt.", planned_date="2026-03-02")
    here, system = f"{ROOT}/{case['id']}", planned["system"]
    assert (case["status"], case["why"], case["steps"]) == ("draft", "Dyrt.", [])

    answer = send(writer, "post", f"{here}/steps", operation="retire_element", element_id=str(system.pk))
    assert (answer.status_code, answer.json()["steps"][0]["sentence"]) == (201, "Retire Fagsystem X.")
    assert send(writer, "post", f"{here}/review").json()["status"] == "in_review"
    with granting(writer.user, DECIDE_CHANGE, everywhere=True):
        assert send(writer, "post", f"{here}/decide", note="Ja").status_code == 409
    with tenant(fjordvik):
        actions.decide_change(case["id"], note="Ja", by=SYSTEM)
    assert send(writer, "post", f"{here}/apply").json()["status"] == "applied"
    with tenant(fjordvik):
        system.refresh_from_db()
        assert system.retired_at is not None


def test_somebody_else_decides(reader, fjordvik, planned):
    with tenant(fjordvik):
        actions.send_to_review(planned["case"].pk, by=SYSTEM)
    here = f"{ROOT}/{planned['case'].pk}"
    assert send(reader, "post", f"{here}/decide", note="Ja").status_code == 403
    with granting(reader.user, DECIDE_CHANGE, everywhere=True):
        assert send(reader, "post", f"{here}/decide", note="Ja").json()["status"] == "decided"


@pytest.mark.parametrize(
    ("operation", "payload"),
    [
        ("add_relation", {"kind": "supports", "dst_id": "step", "strength": 1}),
        ("end_relation", {"kind": "supports", "dst_id": "step"}),
        ("change_fact", {"key": "mfa", "value": False, "evidence": "Leverandøren sier det."}),
    ],
)
def test_step_is_told_back_as_it_was_sent(writer, planned, operation, payload):
    payload = {name: str(planned["step"].pk) if value == "step" else value for name, value in payload.items()}
    here = f"{ROOT}/{opened(writer)['id']}/steps"
    answer = send(writer, "post", here, operation=operation, element_id=str(planned["system"].pk), payload=payload)
    (step,) = answer.json()["steps"]
    assert (step["operation"], step["payload"]) == (operation, payload)


def test_step_is_removed(writer, planned):
    here = f"{ROOT}/{opened(writer)['id']}"
    sent = {"operation": "retire_element", "element_id": str(planned["system"].pk)}
    (step,) = send(writer, "post", f"{here}/steps", **sent).json()["steps"]
    elsewhere = f"{ROOT}/{planned['case'].pk}/steps/{step['id']}"
    assert writer.delete(elsewhere).status_code == 404
    assert writer.delete(f"{here}/steps/{step['id']}").json()["steps"] == []


def test_stale_step_is_refused_until_it_is_confirmed(writer, fjordvik, planned):
    here = f"{ROOT}/{opened(writer)['id']}"
    sent = {"operation": "retire_element", "element_id": str(planned["system"].pk)}
    (step,) = send(writer, "post", f"{here}/steps", **sent).json()["steps"]
    send(writer, "post", f"{here}/review")
    with tenant(fjordvik):
        actions.decide_change(here.rpartition("/")[2], by=SYSTEM)
        make_relation("supports", planned["system"], make_element("activity", "Nytt steg"))
    refused = send(writer, "post", f"{here}/apply")
    assert (refused.status_code, "Retire Fagsystem X." in refused.text) == (409, True)
    assert send(writer, "post", f"{here}/steps/{step['id']}/confirm").status_code == 200
    assert send(writer, "post", f"{here}/apply").json()["status"] == "applied"


def test_case_is_described_anew_taken_back_and_dropped(writer, fjordvik, planned):
    here = f"{ROOT}/{opened(writer)['id']}"
    assert send(writer, "put", here, title="Fase ut X").json()["title"] == "Fase ut X"
    send(writer, "post", f"{here}/steps", operation="retire_element", element_id=str(planned["system"].pk))
    send(writer, "post", f"{here}/review")
    assert send(writer, "post", f"{here}/take-back").json()["status"] == "draft"
    assert (writer.delete(here).status_code, writer.get(here).json()["status"]) == (204, "dropped")
    assert send(writer, "post", f"{here}/review").status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        {"operation": "nonsense"},
        {"operation": "retire_element", "payload": {"element_id": "00000000-0000-0000-0000-000000000000"}},
        {"operation": "retire_element", "payload": {"by": "x"}},
        {"operation": "end_relation", "payload": {"kind": "supports"}},
        {"operation": "swap_supplier", "payload": {"from_id": None, "to_id": "not an id"}},
    ],
)
def test_step_of_a_bad_shape_is_refused(writer, planned, sent):
    here = f"{ROOT}/{opened(writer)['id']}"
    assert send(writer, "post", f"{here}/steps", element_id=str(planned["system"].pk), **sent).status_code == 422
    assert writer.get(here).json()["steps"] == []


def test_step_that_cannot_be_is_refused_with_a_sentence(writer, planned):
    here = f"{ROOT}/{opened(writer)['id']}/steps"
    payload = {"kind": "supplies", "dst_id": str(planned["step"].pk), "strength": 2}
    refused = send(
        writer, "post", here, operation="add_relation", element_id=str(planned["system"].pk), payload=payload
    )
    assert refused.status_code == 409


def test_case_without_a_title_is_refused(writer):
    assert send(writer, "post", ROOT, title=" ").status_code == 422


def test_step_about_something_hidden_or_elsewhere_is_not_there(writer, fjordvik, sundby, house):
    with tenant(fjordvik):
        secret = make_element("system", "Hemmelig", audience=[f"below:{house['other'].pk}"])
    with tenant(sundby):
        foreign = make_element("system", "Fremmed")
    here = f"{ROOT}/{opened(writer)['id']}/steps"
    for element in (secret, foreign):
        sent = {"operation": "retire_element", "element_id": str(element.pk)}
        assert send(writer, "post", here, **sent).status_code == 404


def writes(case, step="00000000-0000-0000-0000-000000000000"):
    here = f"{ROOT}/{case}"
    sent = {"operation": "retire_element", "element_id": step}
    return [
        ("put", here, {"title": "X"}),
        ("delete", here, {}),
        ("post", f"{here}/steps", sent),
        ("delete", f"{here}/steps/{step}", {}),
        ("post", f"{here}/steps/{step}/confirm", {}),
        *(("post", f"{here}/{word}", {}) for word in ("review", "take-back", "decide", "apply")),
    ]


@pytest.mark.parametrize("number", range(9))
def test_who_only_reads_changes_nothing(reader, fjordvik, planned, number):
    with tenant(fjordvik):
        (step,) = steps_of(planned["case"])
    method, address, body = writes(planned["case"].pk, str(step.pk))[number]
    if address.endswith("/steps"):
        body["element_id"] = str(planned["system"].pk)
    assert send(reader, method, address, **body).status_code == 403
    found = reader.get(f"{ROOT}/{planned['case'].pk}").json()
    assert (found["status"], found["title"], len(found["steps"])) == ("draft", "Avvikle X", 1)


def steps_of(case):
    return list(ChangeStep.objects.filter(case=case))


def test_who_may_not_plan_opens_nothing(reader):
    assert send(reader, "post", ROOT, title="X").status_code == 403


@pytest.mark.parametrize("number", range(9))
def test_nothing_is_done_to_a_case_of_another_municipality(stranger, planned, number):
    method, address, body = writes(planned["case"].pk)[number]
    assert send(stranger, method, address, **body).status_code == 404
