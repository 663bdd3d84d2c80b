"""The pages of worklist, through the middleware, as a person who is logged in."""

from datetime import date

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.worklist import actions
from grunnmur.worklist.models import Notification, Task
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit, make_user
from tests.factories_worklist import CHOICE, PROOF, make_task

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def house(fjordvik):
    with tenant(fjordvik):
        unit = make_unit("Kundesenter")
        leader = make_leader(unit, name="Lise Leder")
        return {"unit": unit, "leader": leader, "user": make_user(leader)}


@pytest.fixture
def visitor(client, fjordvik, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    with tenant(fjordvik):
        client.force_login(house["user"])
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def task(fjordvik, house):
    with tenant(fjordvik):
        return make_task(unit=house["unit"], subject_kind="unit", subject_id=house["unit"].pk)


def test_nothing_to_do_says_so(visitor):
    assert "All done" in visitor.get(reverse("worklist:my_tasks")).text
    assert "You have not closed any tasks yet." in visitor.get(reverse("worklist:my_tasks"), {"show": "closed"}).text
    assert "No open tasks" in visitor.get(reverse("worklist:team_tasks")).text
    assert "No notifications" in visitor.get(reverse("notifications")).text


def test_tasks_stand_under_their_urgency(visitor, fjordvik, house):
    with tenant(fjordvik):
        for day in (date(2026, 3, 1), date(2026, 3, 9), date(2026, 3, 10)):
            make_task(unit=house["unit"], due_date=day)
    html = visitor.get(reverse("worklist:my_tasks")).text
    places = [html.index(f">{heading}</h2>") for heading in ("Overdue", "Due within a week", "Later")]
    assert places == sorted(places)
    assert html.count("Order a laptop") >= 3
    assert "Leader of Kundesenter" in html


@pytest.mark.parametrize("name", ["worklist:my_tasks", "worklist:team_tasks", "notifications"])
def test_lists_cost_the_same_for_one_and_four(visitor, fjordvik, house, name, count_statements):
    def add(number):
        with tenant(fjordvik):
            for _ in range(number):
                make_task(unit=house["unit"], subject_kind="unit", subject_id=house["unit"].pk)
                make_task(person=house["leader"])
                subject = ("person", make_employee(house["unit"]).pk)
                actions.notify([house["leader"].pk], kind="tests.told", message="Hello", subject=subject)

    add(1)
    before = count_statements(visitor, reverse(name))
    add(3)
    assert count_statements(visitor, reverse(name)) == before


def test_taking_a_task_comes_back_to_the_list_with_its_filter(visitor, fjordvik, task):
    here = reverse("worklist:my_tasks") + "?show=mine"
    response = visitor.post(reverse("worklist:claim_task", args=[task.pk]), {"next": here})
    assert response.url == here
    html = visitor.get(here).text
    assert "Yours" in html
    response = visitor.post(reverse("worklist:hand_back_task", args=[task.pk]), {"next": here})
    assert "Yours" not in visitor.get(here).text


def test_no_answer_leads_to_another_site(visitor, task):
    response = visitor.post(reverse("worklist:claim_task", args=[task.pk]), {"next": "https://evil.example/"})
    assert response.url == reverse("worklist:my_tasks")


def test_a_task_page_tells_what_it_is_about_and_takes_it_as_done(visitor, fjordvik, task):
    address = reverse("worklist:task", args=[task.pk])
    html = visitor.get(address).text
    assert "Kundesenter" in html
    assert "Order a laptop" in html
    response = visitor.post(address, {"outcome": "done", "note": "Ordered"})
    assert response.url == reverse("worklist:my_tasks")
    with tenant(fjordvik):
        task.refresh_from_db()
    assert (task.state, task.note) == ("done", "Ordered")
    closed = visitor.get(reverse("worklist:my_tasks"), {"show": "closed"}).text
    assert "Order a laptop" in closed
    assert "Ordered" in visitor.get(address).text


def test_a_task_that_needs_evidence_is_sent_back_without(visitor, fjordvik, house):
    with tenant(fjordvik):
        task = make_task(unit=house["unit"], kind=PROOF)
    address = reverse("worklist:task", args=[task.pk])
    response = visitor.post(address, {"outcome": "done"})
    assert response.status_code == 422
    assert "What shows that it is done" in response.text
    assert visitor.post(address, {"outcome": "done", "evidence": "Serial 42"}).status_code == 302


def test_a_task_with_several_ends_asks_which(visitor, fjordvik, house):
    with tenant(fjordvik):
        task = make_task(unit=house["unit"], kind=CHOICE)
    html = visitor.get(reverse("worklist:task", args=[task.pk])).text
    assert html.count('type="radio"') == 2


def test_a_closed_task_is_refused_with_a_sentence(visitor, fjordvik, task):
    with tenant(fjordvik):
        actions.cancel_task(task.pk, by=SYSTEM)
    response = visitor.post(reverse("worklist:claim_task", args=[task.pk]))
    assert response.status_code == 409
    assert "This task is closed already." in response.text


def test_notifications_are_read_one_by_one_or_all(visitor, fjordvik, house):
    with tenant(fjordvik):
        subject = ("unit", house["unit"].pk)
        actions.notify([house["leader"].pk], kind="tests.told", message="Look here", subject=subject)
        actions.notify([house["leader"].pk], kind="tests.told", message="And here")
        row = Notification.objects.get(message="Look here")
    html = visitor.get(reverse("notifications")).text
    assert "Look here" in html
    response = visitor.post(reverse("worklist:read_notification", args=[row.pk]))
    assert response.url == reverse("organisation:unit", args=[house["unit"].pk])
    visitor.post(reverse("worklist:read_all_notifications"))
    assert "Mark all as read" not in visitor.get(reverse("notifications")).text


def test_from_another_municipality_no_task_answers(client, visitor, sundby, task):
    with tenant(sundby):
        client.force_login(make_user(make_leader(make_unit())))
        assert not Task.objects.exists()
    client.defaults["HTTP_HOST"] = "sundby.example"
    assert client.get(reverse("worklist:task", args=[task.pk])).status_code == 404
    for name in ("claim_task", "hand_back_task"):
        assert client.post(reverse(f"worklist:{name}", args=[task.pk])).status_code == 404
    assert "No tasks fit" in client.get(reverse("worklist:my_tasks"), {"q": "laptop"}).text
