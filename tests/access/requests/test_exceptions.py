"""Asking for an exception from a role conflict: who asks, who decides, and what the answer does."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.access import actions
from grunnmur.access.actions import conflicts
from grunnmur.access.actions.requests.baskets import open_basket, put_line
from grunnmur.access.actions.requests.deciding import decide_line, decide_lines, withdraw_request
from grunnmur.access.actions.requests.exceptions import ask_for_exception
from grunnmur.access.actions.requests.following_up import follow_up_requests
from grunnmur.access.actions.restraint_tasks import ask_before_exceptions_end
from grunnmur.access.models import Clash, Conflict, RequestLine, RequestStep, StepDecider, Waiver
from grunnmur.access.queries.audit.chain import explained
from grunnmur.access.queries.requests.exceptions import kept_apart
from grunnmur.access.rules import BadWaiverError, NotChangeableError, OwnBenefitError, WaiverFacts
from grunnmur.access.rules.requests import NotDecidableError
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole, person_of
from grunnmur.core.tenancy import tenant
from grunnmur.worklist.models import Notification, Task
from tests.access.requests.conftest import TODAY, open_step, wish
from tests.access.restraints import give, has, make_conflict, make_level, make_role
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
LAST = date(2026, 8, 31)
WORDS = {"reason": "Only two in the office", "compensating_check": "The chief reads all payments"}


@pytest.fixture
def officer(fjordvik, setting):
    """Somebody who may allow exceptions."""
    with tenant(fjordvik):
        person = make_employee(setting.house.top, "Olga Officer")
        user = make_user(person)
        actions.give_start_role(person.pk, StartRole.ACCESS_OFFICER, period=Period(TODAY), reason="Test")
    return user


@pytest.fixture
def conflict(fjordvik, setting, officer):
    """The adviser makes invoices; a rule lets her office pay from today; nobody shall have both."""
    with tenant(fjordvik):
        create, approve = make_level("Invoices", "create"), make_level("Payments", "approve", risk=2)
        found = make_conflict(create, approve, name="Invoice")
        give(setting.adviser, create)
        role = make_role("Paying", approve)
        actions.save_rule("Office pays", role.pk, actions.Selector(units=[setting.house.unit.pk]), by=SYSTEM)
    return found


def facts_of(conflict, person, **more):
    known = {"conflict_id": conflict.pk, "person_id": person.pk, "period": Period.through(TODAY, LAST)}
    return WaiverFacts(**known | WORDS | more)


def ask_for(conflict, person, *, by, **more):
    made = ask_for_exception(facts_of(conflict, person, **more), by=by)
    return RequestLine.objects.get(request=made)


def levels(setting):
    """Return whether the adviser has each of the two."""
    return {str(level): has(setting.adviser, level) for level in (make_known("Invoices"), make_known("Payments"))}


def make_known(resource):
    return actions.grants.Permission.objects.select_related("resource").get(resource__name=resource)


@pytest.mark.usefixtures("here")
class TestAskingAndDeciding:
    def test_a_leaders_asking_is_her_yes_and_who_may_allow_exceptions_decides(self, setting, conflict, officer):
        assert sorted(levels(setting).values()) == [False, True]
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        assert open_step(line).key == "may:access.waive"
        assert not Waiver.objects.exists()
        decide_line(line.pk, is_yes=True, by=officer)
        waiver = Waiver.objects.get()
        assert (waiver.reason, waiver.compensating_check) == tuple(WORDS.values())
        assert Period.from_range(waiver.valid) == Period.through(TODAY, LAST)
        assert (waiver.request_line_id, waiver.decided_by_id) == (line.pk, person_of(officer))
        assert list(levels(setting).values()) == [True, True]
        assert Clash.objects.filter(outcome="waived", person=setting.adviser).exists()

    def test_the_leaders_task_goes_with_the_yes_and_comes_again_before_the_exception_ends(
        self, setting, conflict, officer, move_to
    ):
        mine = Task.objects.filter(kind="access.conflict", subject_id=setting.adviser.pk, state="open")
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        assert mine.exists()
        decide_line(line.pk, is_yes=True, by=officer)
        assert not mine.exists()
        with move_to(LAST - timedelta(days=30)):
            ask_before_exceptions_end(LAST - timedelta(days=30))
        assert not mine.exists()
        day = LAST - timedelta(days=29)
        with move_to(day):
            ask_before_exceptions_end(day)
            ask_before_exceptions_end(day)
        assert mine.get().due_date == LAST

    def test_an_exception_of_a_few_days_leaves_the_task_open(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user, period=Period.on(TODAY))
        decide_line(line.pk, is_yes=True, by=officer)
        assert Task.objects.filter(kind="access.conflict", subject_id=setting.adviser.pk, state="open").exists()

    def test_a_no_is_told_with_its_reason_and_changes_nothing(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        with pytest.raises(NotDecidableError):
            decide_line(line.pk, is_yes=False, by=officer)
        decide_line(line.pk, is_yes=False, note="Let the chief approve", by=officer)
        line.refresh_from_db()
        assert line.state == "refused"
        assert not Waiver.objects.exists()
        assert sorted(levels(setting).values()) == [False, True]
        told = Notification.objects.filter(kind="access.request")
        assert {row.person_id for row in told} == {setting.adviser.pk, setting.leader.pk}
        assert {row.params["why"] for row in told} == {"Let the chief approve"}

    def test_asking_for_oneself_takes_the_leader_too(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=setting.adviser_user)
        assert {row.person_id for row in StepDecider.objects.all()} == {setting.leader.pk}
        with pytest.raises(PermissionDenied):
            decide_line(line.pk, is_yes=True, by=officer)
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        decide_line(line.pk, is_yes=True, by=officer)
        assert Waiver.objects.count() == 1

    def test_nobody_decides_what_she_asked_for_or_gets(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=officer)
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        with pytest.raises(OwnBenefitError):
            decide_line(line.pk, is_yes=True, by=officer)
        with pytest.raises(OwnBenefitError):
            decide_line(line.pk, is_yes=True, by=setting.adviser_user)
        assert not Waiver.objects.exists()
        assert {row.person_id for row in StepDecider.objects.all()}.isdisjoint({person_of(officer), setting.adviser.pk})

    def test_a_colleague_may_not_ask(self, setting, conflict):
        other = make_user(make_employee(setting.house.unit, "Kari Kollega"))
        with pytest.raises(PermissionDenied):
            ask_for(conflict, setting.adviser, by=other)
        assert not RequestLine.objects.exists()

    def test_the_same_is_not_asked_for_twice(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        with pytest.raises(BadWaiverError, match="waits for an answer"):
            ask_for(conflict, setting.adviser, by=setting.adviser_user)
        decide_line(line.pk, is_yes=True, by=officer)
        with pytest.raises(BadWaiverError, match="on some of these days already"):
            ask_for(conflict, setting.adviser, by=setting.leader_user)

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"period": Period(TODAY)}, "a year at most"),
            ({"period": Period.through(TODAY, TODAY + timedelta(days=366))}, "a year at most"),
            ({"period": Period.through(TODAY - timedelta(days=1), LAST)}, "first day has passed"),
            ({"compensating_check": ""}, "who checks what instead"),
        ],
    )
    def test_what_could_not_be_allowed_is_not_asked_for(self, setting, conflict, more, said):
        with pytest.raises(BadWaiverError, match=said):
            ask_for(conflict, setting.adviser, by=setting.leader_user, **more)
        assert not RequestLine.objects.exists()

    def test_a_conflict_that_is_only_listed_needs_no_exception(self, setting, conflict):
        Conflict.objects.update(severity="record")
        with pytest.raises(BadWaiverError, match="holds nothing back"):
            ask_for(conflict, setting.adviser, by=setting.leader_user)

    def test_a_conflict_that_has_ended_refuses_the_yes_and_nothing_is_decided(
        self, setting, conflict, officer, move_to
    ):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        conflicts.end_conflict(conflict.pk, last_day=TODAY, by=SYSTEM)
        with move_to(TODAY + timedelta(days=1)), pytest.raises(NotChangeableError):
            decide_line(line.pk, is_yes=True, by=officer)
        line.refresh_from_db()
        assert line.state == "waiting"

    def test_a_first_day_that_passed_meanwhile_becomes_today_and_the_last_one_stays(
        self, setting, conflict, officer, move_to
    ):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        later = TODAY + timedelta(days=3)
        with move_to(later):
            decide_line(line.pk, is_yes=True, by=officer)
        assert Period.from_range(Waiver.objects.get().valid) == Period.through(later, LAST)

    def test_it_is_never_answered_together_with_others(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        assert line.risk == 3
        with pytest.raises(NotDecidableError, match="one at a time"):
            decide_lines([line.pk], is_yes=True, by=officer)

    def test_silence_is_never_a_yes(self, setting, conflict, move_to):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        with move_to(TODAY + timedelta(days=40)):
            follow_up_requests(TODAY + timedelta(days=40))
        line.refresh_from_db()
        assert line.state == "undecided"
        assert not Waiver.objects.exists()

    def test_who_asked_takes_it_back(self, setting, conflict):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        assert withdraw_request(line.request_id, by=setting.leader_user) == 1
        assert RequestStep.objects.filter(line=line, state="open").count() == 0

    def test_a_basket_that_is_begun_stays_as_it_is(self, setting, conflict):
        put = begin_basket(setting)
        ask_for(conflict, setting.adviser, by=setting.leader_user)
        assert RequestLine.objects.get(pk=put.pk).state == "draft"

    def test_the_audit_tells_who_asked_and_who_allowed(self, setting, conflict, officer):
        line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        decide_line(line.pk, is_yes=True, by=officer)
        _why, steps = explained(setting.adviser.pk, make_known("Payments").pk, on=TODAY, seen_by=SYSTEM)
        told = [step for step in steps if "xception" in step.title]
        assert [step.title for step in told] == ["Exception asked for: Invoice", "Exception allowed: Invoice"]
        assert "The chief reads all payments" in told[1].text

    @pytest.mark.usefixtures("conflict")
    def test_what_is_held_back_costs_the_same_for_one_and_four(self, setting, django_assert_num_queries):
        with django_assert_num_queries(4):
            (row,) = kept_apart(setting.adviser.pk, on=TODAY)
        assert (row.name, row.what) == ("Invoice", ("Payments (approve)",)) or row.what == ("Invoices (create)",)
        create, approve = make_known("Invoices"), make_known("Payments")
        for number in range(3):
            make_conflict(create, approve, name=f"More {number}")
        with django_assert_num_queries(4):
            found = kept_apart(setting.adviser.pk, on=TODAY)
        assert len(found) >= 1


def begin_basket(setting):
    """Put something into the leader's basket for the adviser."""
    basket = open_basket(setting.adviser.pk, by=setting.leader_user)
    return put_line(basket.pk, wish(setting.visio), by=setting.leader_user)


def url_of(conflict, person):
    return reverse("access:ask_exception", args=[conflict.pk, person.pk])


SENT = WORDS | {"first_day": TODAY.isoformat(), "last_day": LAST.isoformat()}


class TestPages:
    def test_the_leader_asks_from_the_persons_page(self, visit, setting, conflict, fjordvik):
        browser = visit(setting.leader_user)
        shown = browser.get(reverse("organisation:person", args=[setting.adviser.pk])).text
        assert "Held back by a role conflict" in shown
        assert url_of(conflict, setting.adviser) in shown
        assert (
            url_of(conflict, setting.adviser)
            in browser.get(reverse("access:person_access", args=[setting.adviser.pk])).text
        )
        asked = browser.get(url_of(conflict, setting.adviser)).text
        assert "Per Person has Invoices (create)" in asked
        sent = browser.post(url_of(conflict, setting.adviser), SENT, follow=True).text
        assert "Exception from a role conflict: Invoice" in sent
        assert "The chief reads all payments" in sent
        assert "Exception from a role conflict: Invoice" in browser.get(reverse("access:requests")).text
        again = browser.get(reverse("organisation:person", args=[setting.adviser.pk])).text
        assert "An exception is asked for" in again
        assert "Somebody has asked for this already" in browser.get(url_of(conflict, setting.adviser)).text
        with tenant(fjordvik):
            assert PersonalDataRead.objects.filter(what="access.exception", subject_id=setting.adviser.pk).exists()

    def test_who_may_allow_it_reads_both_routes_and_says_yes(self, visit, setting, conflict, officer, fjordvik):
        with tenant(fjordvik):
            line = ask_for(conflict, setting.adviser, by=setting.leader_user)
        browser = visit(officer)
        assert "Exception from a role conflict: Invoice" in browser.get(reverse("access:to_decide")).text
        shown = browser.get(reverse("access:decide", args=[line.pk])).text
        assert "Shall Per Person have both?" in shown
        assert "Per Person has Invoices (create)" in shown
        assert "The chief reads all payments" in shown
        browser.post(reverse("access:decide", args=[line.pk]), {"answer": "yes", "note": ""})
        with tenant(fjordvik):
            assert Waiver.objects.count() == 1

    def test_what_does_not_fit_is_told_on_the_form(self, visit, setting, conflict):
        browser = visit(setting.leader_user)
        answer = browser.post(url_of(conflict, setting.adviser), SENT | {"last_day": "2028-01-01"})
        assert answer.status_code == 422
        assert "a year at most" in answer.text
        answer = browser.post(url_of(conflict, setting.adviser), SENT | {"compensating_check": " "})
        assert answer.status_code == 422

    def test_a_colleague_and_another_municipality_do_not_reach_it(
        self, client, visit, setting, conflict, fjordvik, sundby
    ):
        with tenant(fjordvik):
            other = make_user(make_employee(setting.house.unit, "Kari Kollega"))
        assert visit(other).get(url_of(conflict, setting.adviser)).status_code == 403
        with tenant(sundby):
            stranger = make_user(make_employee(make_unit("Top"), "Stig Stranger"))
            client.force_login(stranger)
        client.defaults["HTTP_HOST"] = "sundby.example"
        with granting(stranger, "access.officer", everywhere=True):
            assert client.get(url_of(conflict, setting.adviser)).status_code == 404
            assert client.post(url_of(conflict, setting.adviser), SENT).status_code == 404
        with tenant(fjordvik):
            assert not RequestLine.objects.exists()

    @pytest.mark.usefixtures("conflict")
    def test_a_basket_with_a_conflict_in_it_leads_to_the_exception(self, visit, setting, fjordvik):
        with tenant(fjordvik):
            level = make_level("Stamp")
            other = make_conflict(make_known("Invoices"), level, name="Stamping", severity="approve")
        browser = visit(setting.leader_user)
        basket = reverse("access:basket", args=[setting.adviser.pk])
        browser.post(basket, {"target": f"permission:{level.pk}", "operation": "add"})
        assert url_of(other, setting.adviser) in browser.get(basket).text

    def test_the_basket_takes_no_exception(self, visit, setting):
        browser = visit(setting.leader_user)
        sent = {"target": f"permission:{setting.visio.pk}", "operation": "waive"}
        assert browser.post(reverse("access:basket", args=[setting.adviser.pk]), sent).status_code == 422


class TestApi:
    def test_it_is_asked_for_by_a_program(self, visit, setting, conflict):
        browser = visit(setting.leader_user)
        url = f"/api/v1/access/conflicts/{conflict.pk}/people/{setting.adviser.pk}/ask"
        answer = browser.post(url, WORDS | {"last_day": LAST.isoformat()}, content_type="application/json")
        assert answer.status_code == 201
        (line,) = answer.json()["items"]
        assert (line["operation"], line["conflict_id"]) == ("waive", str(conflict.pk))
        assert line["compensating_check"] == "The chief reads all payments"
        refused = browser.post(url, WORDS | {"last_day": "2026-01-01"}, content_type="application/json")
        assert refused.status_code == 409
