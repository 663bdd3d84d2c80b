"""Giving tasks to people, moving due dates, and the list of a team."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.files import store
from grunnmur.core.history import history_of
from grunnmur.core.models import StoredFile
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.worklist import actions, queries
from grunnmur.worklist.models import Notification, Task
from grunnmur.worklist.rules import (
    ASSIGN,
    SEE_TEAM,
    DueDateError,
    NewFile,
    NotHereError,
    OutcomeError,
    TaskClosedError,
    TaskTakenError,
)
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_employee,
    make_leader,
    make_person,
    make_unit,
    make_user,
)
from tests.factories_worklist import FILED, PROOF, make_task

pytestmark = pytest.mark.django_db
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)


@pytest.fixture
def unit(here):
    return make_unit("Kundesenter")


@pytest.fixture
def boss(unit):
    """Who may give tasks at the unit."""
    with granting(make_user(make_leader(unit)), ASSIGN, unit) as user:
        yield user


@pytest.fixture
def worker(unit):
    return make_employee(unit, "Per Person")


def test_a_task_is_given_to_somebody_who_is_told_and_may_hand_it_back(unit, boss, worker):
    task = make_task(unit=unit)
    actions.assign_task(task.pk, person_id=worker.pk, by=boss)
    user = make_user(worker)
    assert list(queries.my_tasks(seen_by=user)) == [task]
    assert not queries.my_tasks(seen_by=boss).exists()
    (told,) = queries.notifications(seen_by=user)
    assert (told.subject_kind, told.subject_id, told.params["by"]) == ("task", task.pk, str(boss))
    actions.hand_back_task(task.pk, by=user)
    assert list(queries.my_tasks(seen_by=boss)) == [task]


def test_giving_wants_the_permission_at_the_tasks_unit(unit, boss, worker):
    elsewhere = make_task(unit=make_unit())
    own = make_task(unit=unit)
    for task, by in ((elsewhere, boss), (own, make_user(worker))):
        with pytest.raises(PermissionDenied):
            actions.assign_task(task.pk, person_id=worker.pk, by=by)
        with pytest.raises(PermissionDenied):
            actions.move_due_date(task.pk, due_date=MAY, reason="Later", by=by)
        task.refresh_from_db()
        assert (task.person_id, task.due_date) == (None, None)
    assert not Notification.objects.exists()


def test_a_task_of_no_unit_cannot_be_given_by_anybody(boss, worker):
    task = make_task(group_key="everyone")
    with pytest.raises(Task.DoesNotExist):
        actions.assign_task(task.pk, person_id=worker.pk, by=boss)


def test_a_task_is_not_given_to_who_does_not_work_here_nor_when_it_is_closed(unit, boss, worker):
    task = make_task(unit=unit)
    with pytest.raises(NotHereError):
        actions.assign_task(task.pk, person_id=make_person().pk, by=boss)
    actions.cancel_task(task.pk, by=SYSTEM)
    with pytest.raises(TaskClosedError):
        actions.assign_task(task.pk, person_id=worker.pk, by=boss)


def test_who_gives_tasks_may_free_one_that_another_took(unit, boss, worker):
    task = make_task(group_key=f"unit:{unit.pk}", unit_id=unit.pk)
    actions.claim_task(task.pk, by=make_user(worker))
    with pytest.raises(TaskTakenError):
        actions.hand_back_task(task.pk, by=make_user(make_employee(unit)))
    actions.hand_back_task(task.pk, by=boss)
    task.refresh_from_db()
    assert (task.person_id, task.state) == (None, "open")


def test_a_moved_due_date_keeps_its_reason_and_tells_who_has_the_task(unit, boss, worker):
    task = make_task(unit=unit, due_date=TODAY)
    actions.assign_task(task.pk, person_id=worker.pk, by=boss)
    actions.move_due_date(task.pk, due_date=MAY, reason=" The supplier is late ", by=boss)
    change = history_of(task)[0] if history_of(task)[0].fields else None
    task.refresh_from_db()
    assert task.due_date == MAY
    assert change is not None
    assert change.reason == "The supplier is late"
    assert Notification.objects.filter(person=worker).count() == 2


@pytest.mark.parametrize(("day", "reason"), [(date(2026, 3, 1), "Because"), (date(2026, 4, 1), "Because"), (MAY, "  ")])
def test_a_due_date_is_not_moved_to_the_past_to_itself_or_without_a_reason(unit, boss, day, reason):
    task = make_task(unit=unit, due_date=date(2026, 4, 1))
    with pytest.raises(DueDateError):
        actions.move_due_date(task.pk, due_date=day, reason=reason, by=boss)
    task.refresh_from_db()
    assert task.due_date == date(2026, 4, 1)


# Evidence as a file


def test_a_task_that_needs_a_file_is_refused_without_and_keeps_it(unit, boss):
    task = make_task(unit=unit, kind=FILED)
    with pytest.raises(OutcomeError):
        actions.finish_task(task.pk, outcome="done", evidence="It lies in the drawer", by=boss)
    assert not StoredFile.objects.exists()
    actions.finish_task(task.pk, outcome="done", file=NewFile("receipt.txt", b"Paid"), by=boss)
    (file,) = queries.files_of(task)
    task.refresh_from_db()
    assert (file.name, task.evidence, store.read(file)) == ("receipt.txt", "receipt.txt", b"Paid")


def test_a_file_is_evidence_where_a_note_is_enough(unit, boss):
    task = make_task(unit=unit, kind=PROOF)
    actions.finish_task(task.pk, outcome="done", evidence="Serial 42", file=NewFile("a.txt", b"x"), by=boss)
    task.refresh_from_db()
    assert task.evidence == "Serial 42"


def test_evidence_is_opened_by_who_may_see_the_task_and_nobody_else(unit, boss, worker):
    task = make_task(unit=unit, kind=FILED)
    actions.finish_task(task.pk, outcome="done", file=NewFile("a.txt", b"x"), by=boss)
    (file,) = queries.files_of(task)
    assert store.find(file.pk, seen_by=boss) == file
    with pytest.raises(StoredFile.DoesNotExist):
        store.find(file.pk, seen_by=make_user(worker))


# The list


def test_the_list_is_narrowed_by_unit_person_kind_and_due_date(unit, boss, worker):
    below = make_unit(parent=unit)
    late = make_task(unit=unit, due_date=date(2026, 3, 1))
    soon = make_task(unit=below, due_date=date(2026, 3, 9), kind=PROOF)
    later = make_task(unit=unit, due_date=date(2026, 3, 10))
    none = make_task(unit=unit)
    actions.assign_task(later.pk, person_id=worker.pk, by=boss)

    def found(**wanted):
        wanted = queries.TeamFilter(**wanted)
        rows = list(queries.team_list(wanted, on=TODAY, seen_by=boss).rows)
        assert queries.count_team(wanted, on=TODAY, seen_by=boss) == len(rows)
        return rows

    assert found() == [late, soon, later, none]
    assert found(unit_ids=[below.pk]) == [soon]
    assert found(person_id=worker.pk) == [later]
    assert found(is_free=True) == [late, soon, none]
    assert found(kind=PROOF) == [soon]
    assert [found(due=due) for due in queries.Due] == [[late], [soon], [later], [none]]
    assert found(order=queries.Order.PERSON) == [later, late, soon, none]
    assert found(order=queries.Order.OPENED)[0] in {late, soon, later, none}
    assert queries.team_takers(seen_by=boss) == [(worker.pk, "Per Person")]


def test_pages_of_the_list_meet_without_gap_or_overlap(unit, boss):
    tasks = [make_task(unit=unit, due_date=day) for day in (MAY, None, TODAY, MAY, None)]
    wanted, after, seen = queries.TeamFilter(), "", []
    while True:
        part = queries.team_list(wanted, on=TODAY, seen_by=boss, after=after, limit=2)
        seen += part.rows
        after = part.next
        if not after:
            break
    assert len(seen) == 5
    assert set(seen) == set(tasks)
    assert [row.due_date for row in seen] == [TODAY, MAY, MAY, None, None]


def test_who_may_see_the_tasks_of_a_unit_sees_them_without_leading_it(unit, boss):
    task = make_task(unit=unit)
    with granting(make_user(make_employee(make_unit())), SEE_TEAM, unit) as reader:
        assert list(queries.team_tasks(seen_by=reader)) == [task]
        assert queries.see_task(task.pk, seen_by=reader) == task
    stranger = make_user(make_employee(make_unit()))
    with pytest.raises(Task.DoesNotExist):
        queries.see_task(task.pk, seen_by=stranger)


# The pages


@pytest.fixture
def visitor(client, here, boss, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    client.force_login(boss)
    client.cookies["language"] = "en"
    return client


def test_the_team_page_shows_marks_and_sends_files(visitor, unit):
    make_task(unit=unit, due_date=date(2026, 3, 1))
    make_task(unit=unit, due_date=TODAY)
    html = visitor.get(reverse("worklist:team_tasks")).text
    assert html.count("Order a laptop") == 2
    assert "Overdue</span>" in html
    assert "Due today" in html
    for ending in ("csv", "xlsx"):
        response = visitor.get(reverse(f"worklist:team_{ending}"), {"due": "overdue"})
        (sheet,) = read_tables(response.content, name=f"a.{ending}").sheets
        assert [row.cells[0] for row in sheet.rows] == ["Order a laptop"]
    assert "No open tasks fit" in visitor.get(reverse("worklist:team_tasks"), {"due": "none"}).text


def test_nonsense_in_the_address_counts_as_nothing_chosen(visitor, unit):
    make_task(unit=unit)
    asked = {"unit": "x", "person": "y", "kind": "z", "due": "q", "sort": "w"}
    assert "Order a laptop" in visitor.get(reverse("worklist:team_tasks"), asked).text


def test_a_task_is_given_and_moved_on_the_pages(visitor, unit, worker):
    task = make_task(unit=unit, due_date=TODAY)
    page = reverse("worklist:task", args=[task.pk])
    assert reverse("worklist:assign_task", args=[task.pk]) in visitor.get(page).text
    assign = reverse("worklist:assign_task", args=[task.pk])
    assert "Per Person" in visitor.get(assign, {"q": "Per"}).text
    assert visitor.post(assign, {"person_id": "nobody"}).status_code == 422
    assert visitor.post(assign, {"person_id": str(worker.pk)}).status_code == 302
    move = reverse("worklist:move_due_date", args=[task.pk])
    assert visitor.post(move, {"due_date": "2026-03-01", "reason": "x"}).status_code == 422
    assert visitor.post(move, {"due_date": "2026-05-01", "reason": "The supplier is late"}).status_code == 302
    html = visitor.get(page).text
    assert "The supplier is late" in html
    assert "Per Person" in html


def test_a_file_is_sent_along_and_shown_on_the_task(visitor, unit):
    task = make_task(unit=unit, kind=FILED)
    page = reverse("worklist:task", args=[task.pk])
    assert visitor.post(page, {"outcome": "done"}).status_code == 422
    with open(__file__, "rb") as file:  # noqa: PTH123  # Django's client wants an open file
        assert visitor.post(page, {"outcome": "done", "file": file}).status_code == 302
    html = visitor.get(page).text
    assert "test_team.py" in html
    (stored,) = queries.files_of(task)
    assert visitor.get(reverse("file", args=[stored.pk])).status_code == 200


def test_the_pages_of_giving_are_refused_to_who_may_only_see(visitor, client, unit):
    task = make_task(unit=unit)
    addresses = [reverse(f"worklist:{name}", args=[task.pk]) for name in ("assign_task", "move_due_date")]
    with granting(make_user(make_employee(make_unit())), SEE_TEAM, unit) as reader:
        client.force_login(reader)
        assert [client.get(one).status_code for one in addresses] == [403, 403]


def test_from_another_municipality_nothing_of_giving_answers(client, fjordvik, sundby, settings):
    settings.ALLOWED_HOSTS = ["sundby.example"]
    client.defaults["HTTP_HOST"] = "sundby.example"
    with tenant(fjordvik):
        task = make_task(unit=make_unit())
    with tenant(sundby):
        unit = make_unit()
        user = make_user(make_leader(unit))
    with tenant(sundby), granting(user, ASSIGN, everywhere=True):
        client.force_login(user)
    for name in ("assign_task", "move_due_date"):
        assert client.get(reverse(f"worklist:{name}", args=[task.pk])).status_code == 404
