"""Reviews for programs: the same actions as the pages."""

import pytest

from grunnmur.access.models import Grant, Review
from grunnmur.access.rules import REVIEW
from grunnmur.core.tenancy import tenant
from tests.access.reviews.conftest import DUE, TODAY
from tests.factories_organisation import granting, make_employee, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access/reviews"


def send(browser, path, sent):
    return browser.post(f"{ROOT}{path}", sent, content_type="application/json")


@pytest.fixture
def opened(visit, ground, fjordvik):
    """A review that a program previewed and opened."""
    with tenant(fjordvik):
        officer = make_user(make_employee(ground.house.top, "Pro Gram"))
    scope = {"roles": [str(ground.house.roles["Vikar"].pk)]}
    with granting(officer, REVIEW, everywhere=True):
        browser = visit(officer)
        plan = send(browser, "/preview", scope).json()
        made = send(browser, "", scope | {"name": "Vikarer", "due_date": DUE.isoformat()})
        yield browser, plan, made


def test_a_program_previews_opens_and_follows_a_review(opened, ground):
    browser, plan, made = opened
    assert plan["by_kind"] == {"grant": 1, "role": 1}
    assert plan["by_reviewer"][f"leader:{ground.house.unit.pk}"] == 1
    assert made.status_code == 201
    assert [row["name"] for row in browser.get(ROOT, {"state": "open"}).json()["items"]] == ["Vikarer"]
    numbers = browser.get(f"{ROOT}/{made.json()['id']}").json()
    assert (numbers["questions"], numbers["answered"]) == (2, 0)
    assert send(browser, f"/{made.json()['id']}/close", {}).status_code == 409


def test_a_program_answers_what_its_person_is_asked(opened, leader, ground, fjordvik):
    (question,) = leader.get(f"{ROOT}/questions").json()["items"]
    one = f"/questions/{question['id']}"
    assert leader.get(f"{ROOT}{one}").json()["seen"] == question["seen"]
    sent = {"answer": "keep", "seen": question["seen"]}
    assert send(leader, f"{one}/answer", sent | {"seen": "0" * 64}).status_code == 409
    assert send(leader, f"{one}/answer", sent).json()["answer"] == "keep"
    assert send(leader, f"{one}/undo", {}).json()["answer"] == ""
    assert send(leader, f"{one}/answer", sent | {"answer": "remove"}).json()["answer"] == "remove"
    with tenant(fjordvik):
        assert not Grant.objects.filter(role=ground.house.roles["Vikar"], valid__contains=TODAY).exists()


def test_a_question_is_passed_on_to_the_officers(opened, leader):
    (question,) = leader.get(f"{ROOT}/questions").json()["items"]
    assert send(leader, f"/questions/{question['id']}/pass-on", {}).status_code == 204
    assert leader.get(f"{ROOT}/questions").json()["items"] == []
    assert leader.get(f"{ROOT}/questions/{question['id']}").status_code == 404


def test_reviews_are_refused_to_who_may_not(leader, fjordvik):
    sent = {"name": "Alt", "due_date": DUE.isoformat()}
    assert leader.get(ROOT).status_code == 403
    assert send(leader, "", sent).status_code == 403
    assert send(leader, "/preview", {}).status_code == 403
    with tenant(fjordvik):
        assert not Review.objects.exists()
