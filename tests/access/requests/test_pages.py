"""The pages: a basket that stays, one at a time, several at once, the officer's list and its files, policies."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from grunnmur.access.actions.requests import deciding
from grunnmur.access.models import ApprovalPolicy, Grant, PolicyStep, RequestLine, Resource
from grunnmur.access.rules import DEFINE, OFFICER
from grunnmur.core.links import Ref, links_to
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.requests.conftest import LAST, ask, risky, wish
from tests.factories_organisation import granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db


def basket_url(person):
    return reverse("access:basket", args=[person.pk])


def put(browser, setting, **more):
    sent = {"target": f"permission:{setting.visio.pk}", "operation": "add", "last_day": LAST.isoformat()}
    return browser.post(basket_url(setting.adviser), sent | more)


def waiting(setting, fjordvik, count=1, *, risk=1):
    with tenant(fjordvik):
        risky(setting.visio, risk)
        lines = []
        for _number in range(count):
            person = make_employee(setting.house.unit, kind="hourly")
            lines += ask(make_user(person), person, wish(setting.visio))
        return lines


def test_one_finds_puts_sees_who_decides_and_sends(visit, setting, fjordvik):
    browser = visit(setting.adviser_user)
    found = browser.get(basket_url(setting.adviser), {"q": "visi"}).text
    assert "Visio (lisens)" in found
    assert "CRM" not in found
    assert put(browser, setting).status_code == 302
    shown = browser.get(basket_url(setting.adviser)).text
    assert "Risk 1" in shown
    assert "The leader: Lise Leder" in shown
    answer = browser.post(basket_url(setting.adviser), {"send": "1", "reason": "Skal tegne"}, follow=True)
    assert "Skal tegne" in answer.text
    assert "Lise Leder" in answer.text


def test_the_basket_survives_and_stands_among_my_requests(visit, setting):
    browser = visit(setting.adviser_user)
    put(browser, setting)
    assert "Basket for Per Person" in browser.get(reverse("access:requests")).text
    line = put(browser, setting, operation="remove")
    assert line.status_code == 422
    assert "was not given to her alone" in line.text


def test_my_requests_tell_what_waits_before_what_is_answered(visit, setting, fjordvik):
    with tenant(fjordvik):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
    browser = visit(setting.adviser_user)
    html = browser.get(reverse("access:requests")).text
    assert "Wait for an answer" in html
    assert reverse("access:request", args=[line.request_id]) in html
    assert "For Per Person" not in html
    browser.post(reverse("access:withdraw_request", args=[line.request_id]))
    html = browser.get(reverse("access:requests")).text
    assert "Wait for an answer" not in html
    assert "Answered" in html


def test_what_is_put_can_be_taken_out_and_the_basket_emptied(visit, setting, fjordvik):
    browser = visit(setting.adviser_user)
    put(browser, setting)
    with tenant(fjordvik):
        line = RequestLine.objects.get()
    assert browser.post(reverse("access:drop_line", args=[line.pk])).status_code == 302
    put(browser, setting)
    assert browser.post(reverse("access:empty_basket", args=[line.request_id])).status_code == 302
    with tenant(fjordvik):
        assert not RequestLine.objects.exists()


def test_what_is_wrong_stays_on_the_page(visit, setting):
    browser = visit(setting.adviser_user)
    refused = put(browser, setting, first_day="2026-01-01")
    assert refused.status_code == 422
    assert "The first day has passed." in refused.text
    assert '<details class="ds-details" open>' in refused.text
    assert 'value="2026-01-01"' in refused.text
    put(browser, setting)
    assert browser.post(basket_url(setting.adviser), {"send": "1", "reason": ""}).status_code == 422


def test_one_has_no_basket_for_a_stranger(visit, setting):
    assert visit(setting.adviser_user).get(basket_url(setting.leader)).status_code == 403


def test_a_leader_finds_her_people_first(leader, setting):
    html = leader.get(reverse("access:new_request")).text
    assert "Per Person" in html
    assert "Ola Eier" not in html


def test_one_line_is_decided_with_what_the_person_has_and_the_next_one_follows(leader, setting, fjordvik):
    first, second = waiting(setting, fjordvik, 2)
    html = leader.get(reverse("access:decide", args=[first.pk])).text
    assert "Trengs til flytskjema" in html
    assert "Has today" in html
    answer = leader.post(reverse("access:decide", args=[first.pk]), {"answer": "yes"})
    assert answer.url == reverse("access:decide", args=[second.pk])
    refused = leader.post(reverse("access:decide", args=[second.pk]), {"answer": "no"})
    assert refused.status_code == 422
    assert "Say why not" in refused.text
    leader.post(reverse("access:decide", args=[second.pk]), {"answer": "no", "note": "Ikke nødvendig"})
    with tenant(fjordvik):
        assert Grant.objects.filter(source="request").count() == 1
        assert PersonalDataRead.objects.filter(what="access.decide").exists()


def test_several_are_answered_at_once_and_risky_ones_have_no_box(leader, setting, fjordvik):
    lines = waiting(setting, fjordvik, 2)
    (risk,) = waiting(setting, fjordvik, risk=3)
    html = leader.get(reverse("access:to_decide")).text
    assert html.count('name="line"') == 2
    ticked = [str(one.pk) for one in lines]
    refused = leader.post(reverse("access:to_decide"), {"line": [*ticked, str(risk.pk)], "answer": "yes"})
    assert refused.status_code == 422
    assert leader.post(reverse("access:to_decide"), {"line": ticked, "answer": "yes"}).status_code == 302
    with tenant(fjordvik):
        assert Grant.objects.filter(source="request").count() == 2


def test_the_task_leads_to_the_answer_and_others_to_the_request(setting, fjordvik):
    (line,) = waiting(setting, fjordvik)
    ref = Ref("access_request", line.request_id)
    with tenant(fjordvik):
        decides = links_to([ref], seen_by=setting.leader_user)[ref]
        assert decides.url == reverse("access:decide", args=[line.pk])
        deciding.decide_line(line.pk, is_yes=True, by=setting.leader_user)
        reads = links_to([ref], seen_by=setting.leader_user)[ref]
        assert reads.url == reverse("access:request", args=[line.request_id])


def test_who_gets_it_is_told_that_she_does_not_decide(visit, setting, fjordvik):
    (line,) = waiting(setting, fjordvik)
    with tenant(fjordvik):
        browser = visit(Person.objects.get(pk=line.request.receiver_id).user)
    refused = browser.post(reverse("access:decide", args=[line.pk]), {"answer": "yes"})
    assert refused.status_code == 422
    assert "Nobody decides about what she asked for or gets herself." in refused.text
    with tenant(fjordvik):
        assert not Grant.objects.exists()


def test_nobody_else_sees_or_answers(visit, setting, fjordvik):
    (line,) = waiting(setting, fjordvik)
    browser = visit(setting.adviser_user)
    assert browser.get(reverse("access:decide", args=[line.pk])).status_code == 404
    assert browser.get(reverse("access:request", args=[line.request_id])).status_code == 404
    assert "Nothing waits for you" in browser.get(reverse("access:to_decide")).text


def test_it_is_withdrawn_on_its_page(visit, setting, fjordvik):
    with tenant(fjordvik):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
    browser = visit(setting.adviser_user)
    url = reverse("access:request", args=[line.request_id])
    assert "Withdraw what is not decided" in browser.get(url).text
    done = browser.post(reverse("access:withdraw_request", args=[line.request_id]), follow=True)
    assert "1 line is withdrawn." in done.text
    assert "Withdraw what is not decided" not in done.text


def test_the_officer_narrows_and_exports_and_others_do_not(visit, setting, fjordvik):
    waiting(setting, fjordvik, 2)
    with granting(setting.owner_user, OFFICER, everywhere=True):
        browser = visit(setting.owner_user)
        address = reverse("access:all_requests")
        assert "Visio (lisens)" in browser.get(address, {"state": "waiting", "risk": "1", "sort": "risk"}).text
        assert "No request fits." in browser.get(address, {"state": "refused"}).text
        csv = browser.get(reverse("access:requests_export", args=["csv"])).content.decode("utf-8-sig").splitlines()
        assert csv[0].startswith("Asked by;For;Change;What;First day;Last day")
        assert len(csv) == 3
        book = openpyxl.load_workbook(BytesIO(browser.get(reverse("access:requests_export", args=["xlsx"])).content))
        assert book.active.max_row == 3
    assert visit(setting.adviser_user).get(address).status_code == 403
    assert visit(setting.adviser_user).get(reverse("access:requests_export", args=["csv"])).status_code == 403


@pytest.mark.parametrize("name", ["to_decide", "all_requests", "requests"])
def test_lists_cost_the_same_for_one_and_four(visit, setting, fjordvik, name, count_statements):
    with granting(setting.leader_user, OFFICER, everywhere=True):
        browser = visit(setting.leader_user)
        with tenant(fjordvik):
            others = [make_employee(make_unit(parent=setting.house.unit)) for _number in range(4)]
            risky(setting.visio, 3)
            Resource.objects.filter(pk=setting.visio.resource_id).update(owner_key=f"person:{setting.leader.pk}")

        def add(person):
            with tenant(fjordvik):
                ask(setting.chief_user if name == "to_decide" else setting.leader_user, person, wish(setting.visio))

        add(others[0])
        before = count_statements(browser, reverse(f"access:{name}"))
        for person in others[1:]:
            add(person)
        assert count_statements(browser, reverse(f"access:{name}")) == before


def test_a_policy_is_made_changed_and_removed(visit, setting, fjordvik):
    with granting(setting.owner_user, DEFINE, everywhere=True):
        browser = visit(setting.owner_user)
        assert "Where there is no policy" in browser.get(reverse("access:policies")).text
        sent = {"name": "Visio", "risk": "", "who_1": "leader", "who_2": "resource_owner", "mode_2": "all"}
        sent |= {"uses": f"permission:{setting.visio.pk}"}
        assert browser.post(reverse("access:new_policy"), sent).status_code == 302
        with tenant(fjordvik):
            policy = ApprovalPolicy.objects.get()
            assert list(PolicyStep.objects.order_by("order").values_list("who", "mode")) == [
                ("leader", "any"),
                ("resource_owner", "all"),
            ]
        refused = browser.post(reverse("access:new_policy"), sent | {"name": "visio"})
        assert refused.status_code == 422
        change = reverse("access:change_policy", args=[policy.pk])
        assert 'value="Visio"' in browser.get(change).text
        assert browser.post(change, sent | {"who_2": "key", "key_2": ""}).status_code == 422
        assert browser.get(reverse("access:remove_policy", args=[policy.pk])).status_code == 200
        assert browser.post(reverse("access:remove_policy", args=[policy.pk])).status_code == 302
    assert visit(setting.adviser_user).get(reverse("access:policies")).status_code == 403
    assert visit(setting.adviser_user).get(change).status_code == 403
