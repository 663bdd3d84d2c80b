"""The list of my tasks: narrowed, in pages, and saying no more of people than its reader may know."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.core import permissions
from grunnmur.organisation.rules import SEE_PROTECTED
from grunnmur.portal.queries.start import rows_of
from grunnmur.worklist import actions, queries
from grunnmur.worklist.models import Notification
from grunnmur.worklist.queries import Due, MyFilter, Which
from grunnmur.worklist.rules import named, told
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit, make_user
from tests.factories_worklist import CHOICE, make_task

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
FOR = "Make ready for %(person)s: %(things)s"


@pytest.fixture
def house(here):
    unit, other = make_unit("Kundesenter"), make_unit("Skole")
    leader = make_leader(unit, name="Lise Leder")
    hidden = make_employee(other, name="Hilde Hemmelig")
    hidden.is_protected = True
    hidden.save()
    known = make_employee(other, name="Kari Kjent")
    return {"unit": unit, "other": other, "user": make_user(leader), "leader": leader, "hidden": hidden, "known": known}


def about(person, house, **more):
    return make_task(
        unit=house["unit"],
        message=FOR,
        params={"person": named(person.pk), "things": "PC"},
        subject_kind="person",
        subject_id=person.pk,
        **more,
    )


def titles(user, **asked):
    rows = queries.my_list(MyFilter(**asked), on=TODAY, seen_by=user).rows
    names = queries.names_in(rows, seen_by=user)
    return [told(row.message, row.params, names) for row in rows]


def test_kind_and_due_date_narrow_the_list(house):
    late = make_task(unit=house["unit"], due_date=TODAY - DAY)
    soon = make_task(unit=house["unit"], due_date=TODAY + 7 * DAY, kind=CHOICE)
    later = make_task(unit=house["unit"], due_date=TODAY + 8 * DAY)
    never = make_task(unit=house["unit"])
    found = {
        due: [row.pk for row in queries.my_list(MyFilter(due=due), on=TODAY, seen_by=house["user"]).rows] for due in Due
    }
    assert found == {Due.OVERDUE: [late.pk], Due.WEEK: [soon.pk], Due.LATER: [later.pk], Due.NONE: [never.pk]}
    of_kind = queries.my_list(MyFilter(kind=CHOICE), on=TODAY, seen_by=house["user"])
    assert [row.pk for row in of_kind.rows] == [soon.pk]
    assert queries.count_mine(MyFilter(kind=CHOICE), on=TODAY, seen_by=house["user"]) == 1


def test_a_text_is_looked_for_in_the_readers_language_in_what_is_named_and_in_names(house):
    make_task(unit=house["unit"], params={"thing": "en 100%_stol"})
    about(house["known"], house)
    with translation.override("nb"):
        assert titles(house["user"], text="gjør KLART") == ["Gjør klart for Kari Kjent: PC"]
    with translation.override("en"):
        assert titles(house["user"], text="gjør klart") == []
        assert titles(house["user"], text="100%_STOL") == ["Order en 100%_stol"]
        assert titles(house["user"], text="1__") == []
        assert titles(house["user"], text="kjent") == ["Make ready for Kari Kjent: PC"]
        assert titles(house["user"], text="person_id") == []


def test_pages_follow_each_other_without_a_gap(house):
    made = [make_task(unit=house["unit"], due_date=TODAY + number * DAY).pk for number in range(3)]
    made.append(make_task(unit=house["unit"]).pk)
    first = queries.my_list(MyFilter(), on=TODAY, seen_by=house["user"], limit=3)
    second = queries.my_list(MyFilter(), on=TODAY, seen_by=house["user"], after=first.next, limit=3)
    assert [row.pk for row in [*first.rows, *second.rows]] == made
    assert second.next == ""


def test_closed_tasks_come_the_latest_first_in_pages(house):
    made = [make_task(person=house["leader"]) for _ in range(3)]
    for task in made:
        actions.finish_task(task.pk, outcome="done", by=house["user"])
    asked = MyFilter(which=Which.CLOSED)
    first = queries.my_list(asked, on=TODAY, seen_by=house["user"], limit=2)
    second = queries.my_list(asked, on=TODAY, seen_by=house["user"], after=first.next, limit=2)
    found = [row.pk for row in [*first.rows, *second.rows]]
    assert sorted(found) == sorted(task.pk for task in made)
    assert [row.closed_at for row in first.rows] == sorted((row.closed_at for row in first.rows), reverse=True)


def test_a_task_names_a_protected_person_only_to_whom_may_know_of_her(house, here):
    about(house["hidden"], house)
    own = make_user(make_leader(house["other"]))
    task = about(house["hidden"], house, dedupe_key="own", group_key=f"leader:{house['other'].pk}")
    with translation.override("en"):
        assert titles(house["user"]) == ["Make ready for a protected person: PC"]
        assert titles(house["user"], text="hemmelig") == []
        assert titles(own) == ["Make ready for Hilde Hemmelig: PC"]
        assert titles(own, text="hemmelig") == ["Make ready for Hilde Hemmelig: PC"]
        assert told("%(person)s is here", {"person": named(house["hidden"].pk)}) == "A protected person is here"
    assert task.params["person"] == {"person_id": str(house["hidden"].pk)}


def test_the_start_page_names_whom_the_list_names(house):
    about(house["hidden"], house)
    about(house["known"], house)
    leader = make_user(make_leader(house["other"]))
    about(house["hidden"], house, dedupe_key="theirs", group_key=f"leader:{house['other'].pk}")

    def named_to(user):
        rows = rows_of([queries.my_tasks_panel(seen_by=user, limit=6)])["tasks"]
        return [set((row.detail["names"] or {}).values()) for row in rows]

    assert sorted(map(sorted, named_to(house["user"]))) == [[], ["Kari Kjent"]]
    assert named_to(leader) == [{"Hilde Hemmelig"}]


def test_who_becomes_protected_is_not_named_by_what_was_told_before(house):
    told_of = {"task": {"message": FOR, "params": {"person": named(house["known"].pk), "things": "PC"}}}
    actions.notify([house["leader"].pk], kind="tests.told", message="Due: %(task)s", params=told_of)
    (row,) = Notification.objects.all()

    def text(reader):
        with translation.override("en"):
            return told(row.message, row.params, queries.names_in([row], seen_by=reader))

    assert text(house["user"]) == text(None) == "Due: Make ready for Kari Kjent: PC"
    house["known"].is_protected = True
    house["known"].save()
    assert text(house["user"]) == text(None) == "Due: Make ready for a protected person: PC"
    assert text(SYSTEM) == "Due: Make ready for Kari Kjent: PC"


def test_who_may_see_the_protected_reads_their_names(house, monkeypatch):
    about(house["hidden"], house)
    known = permissions.may
    monkeypatch.setattr(
        "grunnmur.organisation.queries.people.may",
        lambda by, name, **more: name == SEE_PROTECTED or known(by, name, **more),
    )
    with translation.override("en"):
        assert titles(house["user"]) == ["Make ready for Hilde Hemmelig: PC"]


@pytest.fixture
def visitor(client, fjordvik, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    client.force_login(house["user"])
    client.cookies["language"] = "en"
    return client


def test_filters_stand_in_the_address_and_lead_on_to_the_next_page(visitor, house):
    for _ in range(51):
        make_task(unit=house["unit"], kind=CHOICE, due_date=TODAY)
    address = reverse("worklist:my_tasks")
    html = visitor.get(address, {"q": "laptop", "kind": CHOICE, "show": "nonsense"}).text
    assert html.count('class="row-link"') == 50
    assert "51 tasks" in html
    assert 'value="laptop"' in html
    following = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert f"q=laptop&kind={CHOICE}&after=" in following
    rest = visitor.get(address + following).text
    assert rest.count('class="row-link"') == 1
    assert "51 tasks" in rest


def test_nothing_that_fits_says_so_and_a_false_page_is_refused(visitor, house):
    make_task(unit=house["unit"])
    address = reverse("worklist:my_tasks")
    assert "No tasks fit" in visitor.get(address, {"q": "nowhere"}).text
    assert visitor.get(address, {"after": "x"}).status_code == 409
