"""Tasks that are ended by doing what they ask for, on the page they are about: never by saying so here."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.worklist import actions, events
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import EndedThereError, TaskClosedError, TaskTakenError, kinds
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit, make_user
from tests.factories_worklist import THERE, make_task

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs/domains/worklist.md"
ENDED_THERE = {
    "access.conflict",
    "access.decide",
    "access.release_plan",
    "access.review",
    "access.target_drift",
    "import.release",
    "landscape.change_statement",
    "landscape.contact",
    "processes.asked",
    "publishing.answer",
    "publishing.approve",
    "publishing.assure",
    "publishing.mend",
    "publishing.read",
    "publishing.revise",
    "access.release_scim",
}


@pytest.fixture
def house(fjordvik):
    with tenant(fjordvik):
        unit = make_unit("Servicetorg")
        leader = make_leader(unit)
        task = make_task(unit=unit, kind=THERE, subject_kind="unit", subject_id=unit.pk)
        return {"unit": unit, "task": task, "user": make_user(leader)}


@pytest.fixture
def visitor(client, fjordvik, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    with tenant(fjordvik):
        client.force_login(house["user"])
    client.cookies["language"] = "en"
    return client


def state_of(house):
    with tenant(house["unit"].tenant_id):
        return Task.objects.get(pk=house["task"].pk).state


def test_each_kind_is_decided_upon_and_told_of():
    ours = {kind.name: kind for kind in kinds() if not kind.name.startswith("tests.")}
    assert {name for name, kind in ours.items() if kind.is_ended_there} == ENDED_THERE
    assert not [name for name in ours if f"`{name}`" not in PAGE.read_text()]


def test_nobody_says_that_it_is_done_and_the_refusal_names_the_page(house, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        for by in (house["user"], SYSTEM):
            with pytest.raises(EndedThereError, match="“Servicetorg”"):
                actions.finish_task(house["task"].pk, outcome="done", evidence="Seen", by=by)
        assert state_of(house) == "open"


def test_a_page_that_she_may_not_open_is_not_named(fjordvik):
    with tenant(fjordvik), translation.override("en"):
        leader = make_user(make_leader(unit := make_unit()))
        task = make_task(unit=unit, kind=THERE)
        with pytest.raises(EndedThereError, match=r"on the page it is about\.$"):
            actions.finish_task(task.pk, outcome="done", by=leader)


def test_the_domain_that_asked_ends_it_when_the_deed_is_done(house, fjordvik, published):
    with tenant(fjordvik):
        seen = published(events.TaskFinished)
        actions.finish_by_deed(house["task"].pk, note=" Yes. ", by=house["user"])
        row = Task.objects.get(pk=house["task"].pk)
        assert (row.state, row.outcome, row.note) == ("done", "done", "Yes.")
        assert row.closed_by_id == person_of(house["user"])
        assert [event.task_id for event in seen] == [row.pk]
        with pytest.raises(TaskClosedError):
            actions.finish_by_deed(row.pk, by=house["user"])


def test_what_another_has_taken_or_is_asked_is_not_ended_by_a_deed(house, fjordvik):
    with tenant(fjordvik):
        with pytest.raises(Task.DoesNotExist):
            actions.finish_by_deed(house["task"].pk, by=make_user(make_employee(house["unit"])))
        actions.claim_task(house["task"].pk, by=house["user"])
        other = make_employee(house["unit"], "Astrid Deputert")
        days = Period(date(2026, 3, 2), date(2026, 5, 1))
        organisation.name_deputy(person_of(house["user"]), deputy_id=other.pk, may_do=["tasks"], valid=days, by=SYSTEM)
        with pytest.raises(TaskTakenError):
            actions.finish_by_deed(house["task"].pk, by=make_user(other))
        assert state_of(house) == "claimed"


def test_its_page_leads_to_what_it_is_about_and_has_no_form(visitor, house):
    html = visitor.get(reverse("worklist:task", args=[house["task"].pk])).text
    assert "Open what it is about" in html
    assert "This task closes by itself when it is done on the page it is about." in html
    assert "Say that it is done" not in html
    assert 'name="evidence"' not in html
    assert "Take the task" in html


def test_a_form_that_is_sent_all_the_same_is_refused(visitor, house):
    sent = {"outcome": "done", "evidence": "Seen"}
    answer = visitor.post(reverse("worklist:task", args=[house["task"].pk]), sent)
    assert answer.status_code == 409
    assert "“Servicetorg”" in answer.text
    assert state_of(house) == "open"


def test_programs_are_told_and_refused(visitor, house):
    one = f"/api/v1/worklist/tasks/{house['task'].pk}"
    assert visitor.get(one).json()["is_ended_there"] is True
    answer = visitor.post(f"{one}/finish", {"evidence": "Seen"}, content_type="application/json")
    assert answer.status_code == 409
    assert "“Servicetorg”" in answer.json()["detail"]
    assert state_of(house) == "open"
