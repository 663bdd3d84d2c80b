"""Things that are out: who has which, numbers, taking back, losing, and who may say so."""

from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from grunnmur.access.actions import things
from grunnmur.access.models import Fulfilment, IssuedThing
from grunnmur.access.rules import OFFICER, LabelTakenError, NotOutError, NotWantedError
from grunnmur.core.clock import now
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.worklist.models import Task
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_leader, make_unit, make_user

pytestmark = pytest.mark.django_db
LIST = "access:things"


@pytest.fixture
def keeper(house, fjordvik):
    """Somebody of Kundesenter, which hands out things, and leads nobody."""
    with tenant(fjordvik):
        return make_user(make_employee(house.unit, "Kari Vaktmester"))


@pytest.fixture
def key(house, fjordvik):
    """The key the adviser has."""
    with tenant(fjordvik):
        return hand_over(house.adviser, "Nøkkel til lager", "N-17")


def hand_over(person, resource, label=""):
    return IssuedThing.objects.create(person=person, permission=permission_of(resource), label=label, issued_at=now())


def waiting(person, resource):
    rows = Fulfilment.objects.filter(person=person, permission=permission_of(resource), state="open")
    return list(rows.values_list("operation", flat=True))


def page_of(thing):
    return reverse("access:thing", args=[thing.pk])


def test_a_lost_key_is_told_by_who_had_it_blocked_by_who_hands_it_out_and_replaced(visit, house, key, fjordvik):
    with tenant(fjordvik):
        user = make_user(house.adviser)
    visitor = visit(user)
    assert reverse("access:thing", args=[key.pk]) in visitor.get(reverse("access:mine")).text
    assert "It is lost" in visitor.get(page_of(key)).text
    assert "It is back" not in visitor.get(page_of(key)).text
    visitor.post(reverse("access:lost_thing", args=[key.pk]))
    with tenant(fjordvik):
        key.refresh_from_db()
        assert key.is_lost
        assert key.returned_at
        task = Task.objects.get(kind="access.lost")
        assert task.group_key == f"unit:{house.unit.pk}"
        assert waiting(house.adviser, "Nøkkel til lager") == ["give"]
    with tenant(fjordvik), pytest.raises(NotOutError):
        things.report_lost(key.pk, by=user)


def test_nobody_takes_back_or_renames_her_own_thing(house, key, fjordvik):
    with tenant(fjordvik):
        user = make_user(house.adviser)
        with granting(user, OFFICER, everywhere=True):
            for act in (
                lambda: things.return_thing(key.pk, by=user),
                lambda: things.label_thing(key.pk, "N-18", by=user),
                lambda: things.issue_thing(house.adviser.pk, permission_of("PC").pk, label="", by=user),
            ):
                with pytest.raises(PermissionDenied):
                    act()
        key.refresh_from_db()
        assert (key.label, key.returned_at) == ("N-17", None)


def test_a_thing_comes_back_without_a_task_and_a_found_one_is_not_lost_any_more(visit, keeper, key, house, fjordvik):
    visitor = visit(keeper)
    visitor.post(reverse("access:return_thing", args=[key.pk]))
    with tenant(fjordvik):
        key.refresh_from_db()
        assert key.returned_at
        assert not key.is_lost
        other = hand_over(house.leader, "PC", "SN1")
        things.report_lost(other.pk, by=keeper)
    assert "It was found" in visitor.get(page_of(other)).text
    visitor.post(reverse("access:found_thing", args=[other.pk]))
    with tenant(fjordvik):
        other.refresh_from_db()
        assert not other.is_lost
        with pytest.raises(NotOutError):
            things.find_again(other.pk, by=keeper)


def test_two_things_of_a_kind_never_have_one_number(visit, keeper, key, house, fjordvik):
    with tenant(fjordvik):
        other = hand_over(house.leader, "Nøkkel til lager")
        with pytest.raises(LabelTakenError):
            things.label_thing(other.pk, "n-17", by=keeper)
        pc = hand_over(house.leader, "PC")
        things.label_thing(pc.pk, "N-17", by=keeper)
    answer = visit(keeper).post(page_of(other), {"label": "N-17"})
    assert answer.status_code == 422
    assert "Number N-17 is out already." in answer.text
    assert visit(keeper).post(page_of(other), {"label": "N-18"}).status_code == 302


def test_what_somebody_shall_have_is_handed_out_on_her_page_and_the_task_goes(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.unit, "Kari Vaktmester"))
        task = Fulfilment.objects.get(person=house.adviser, permission=permission_of("PC"), state="open").task
        assert Task.objects.get(pk=task).state == "open"
    visitor = visit(user)
    address = reverse("access:hand_out", args=[house.adviser.pk])
    form = visitor.get(address).text
    assert "PC" in form
    assert "CRM" not in form
    with tenant(fjordvik):
        sent = {"thing": str(permission_of("PC").pk), "label": "SN-0042"}
    assert visitor.post(address, sent).status_code == 302
    with tenant(fjordvik):
        thing = IssuedThing.objects.get(person=house.adviser, permission=permission_of("PC"))
        assert thing.label == "SN-0042"
        assert waiting(house.adviser, "PC") == []
        with pytest.raises(NotWantedError):
            things.issue_thing(house.adviser.pk, permission_of("Nettbrett").pk, label="", by=user)
        with pytest.raises(NotWantedError):
            things.issue_thing(house.adviser.pk, permission_of("PC").pk, label="", by=user)


def test_the_list_is_narrowed_sorted_and_taken_along(visit, keeper, key, house, fjordvik):
    with tenant(fjordvik):
        hand_over(house.leader, "PC", "SN-1")
        lost = hand_over(house.newcomer, "PC", "SN-2")
        things.report_lost(lost.pk, by=keeper)
    visitor = visit(keeper)
    everything = visitor.get(reverse(LIST)).text
    assert "N-17" in everything
    assert "SN-2" not in everything
    assert "SN-2" in visitor.get(reverse(LIST), {"state": "lost"}).text
    for narrowed in (
        {"q": "n-17"},
        {"kind": "key"},
        {"q": house.adviser.display_name},
        {"state": "nonsense", "q": "N-17"},
    ):
        shown = visitor.get(reverse(LIST), narrowed).text
        assert "N-17" in shown
        assert "SN-1" not in shown
    assert "No thing fits." in visitor.get(reverse(LIST), {"q": "finnes ikke"}).text
    assert visitor.get(reverse(LIST), {"sort": "issued"}).status_code == 200
    book = visitor.get(reverse("access:things_export", args=["xlsx"]), {"state": "all"}).content
    sheet = openpyxl.load_workbook(BytesIO(book)).active
    assert {row[3] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"N-17", "SN-1", "SN-2"}
    assert "N-17" in visitor.get(reverse("access:things_export", args=["csv"])).content.decode("utf-8-sig")
    with tenant(fjordvik):
        assert house.adviser.pk in PersonalDataRead.objects.values_list("subject_id", flat=True)


def test_who_answers_for_nobody_sees_no_list_and_a_leader_only_her_own(visit, house, key, fjordvik):
    with tenant(fjordvik):
        other = make_unit("Bibliotek", parent=house.top)
        reader = make_user(make_leader(other, name="Bodil Bok"))
        nobody = make_user(make_employee(other, "Ingen Ting"))
        hand_over(make_employee(other, "Laila Låner"), "PC", "SN-9")
    assert visit(nobody).get(reverse(LIST)).status_code == 403
    assert visit(nobody).get(reverse("access:hand_out", args=[house.adviser.pk])).status_code == 403
    assert visit(nobody).get(page_of(key)).status_code == 404
    visitor = visit(reader)
    shown = visitor.get(reverse(LIST)).text
    assert "SN-9" in shown
    assert "N-17" not in shown
    for name in ("return_thing", "lost_thing", "found_thing"):
        assert visitor.post(reverse(f"access:{name}", args=[key.pk])).status_code == 404
    with tenant(fjordvik), pytest.raises(PermissionDenied):
        things.return_thing(key.pk, by=reader)


def test_a_protected_persons_things_are_not_told_of(visit, keeper, key, house, fjordvik):
    with tenant(fjordvik):
        organisation.protect_person(house.adviser.pk, is_protected=True, by=SYSTEM)
    assert "N-17" not in visit(keeper).get(reverse(LIST)).text
    assert visit(keeper).get(page_of(key)).status_code == 404


def test_things_of_another_municipality_are_not_there(client, sundby, key, settings):
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby"), "Signe Sund"))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, OFFICER, everywhere=True):
        assert client.get(page_of(key)).status_code == 404
        assert "N-17" not in client.get(reverse(LIST)).text


def test_the_list_costs_the_same_for_one_thing_and_four(visit, keeper, key, house, fjordvik, count_statements):
    visitor = visit(keeper)
    before = count_statements(visitor, reverse(LIST))
    with tenant(fjordvik):
        for number in range(3):
            hand_over(make_employee(house.unit, f"Per Nr{number}"), "PC", f"SN-{number}")
    assert count_statements(visitor, reverse(LIST)) == before


def test_the_task_of_what_is_lost_reads_well(visit, keeper, key, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        things.report_lost(key.pk, by=keeper)
        task = Task.objects.get(kind="access.lost")
    shown = visit(keeper).get(reverse("worklist:task", args=[task.pk])).text
    assert "Lost by Per Person: Nøkkel til lager N-17. See that nobody else can use it" in shown
