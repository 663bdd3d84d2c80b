"""Asking and deciding: steps in order, own benefit, the wanted end, and what follows the last yes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.access import queries
from grunnmur.access.actions.requests.baskets import drop_line, open_basket, put_line
from grunnmur.access.actions.requests.deciding import (
    decide_line,
    decide_lines,
    send_request,
    withdraw_request,
)
from grunnmur.access.actions.requests.policies import save_policy
from grunnmur.access.events import RequestDecided
from grunnmur.access.models import Decision, Grant, Request, RequestLine, RequestStep, Role, StepDecider
from grunnmur.access.rules import AlreadyHasError, NotGivableError, NotGrantedError, OwnBenefitError
from grunnmur.access.rules.requests import (
    BadWishError,
    EmptyBasketError,
    NotDecidableError,
    NotRequestableError,
    PolicyFacts,
    StepFacts,
)
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Employment, Leave
from grunnmur.organisation.rules import NotEmployedError
from grunnmur.worklist.models import Notification, Task
from tests.access.requests.conftest import LAST, TODAY, ask, open_step, risky, wish
from tests.factories_access import START, permission_of
from tests.factories_organisation import (
    SYSTEM,
    employ,
    make_deputy,
    make_employee,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("here")
class TestRisk:
    def test_risk_one_takes_the_leader_alone(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        assert {row.person_id for row in StepDecider.objects.all()} == {setting.leader.pk}
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        line.refresh_from_db()
        assert line.state == "approved"

    def test_risk_two_tells_the_owner_once_it_is_approved(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(risky(setting.visio, 2)))
        assert not Notification.objects.filter(person=setting.owner).exists()
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert Notification.objects.get(person=setting.owner).params["what"] == "Visio (lisens)"

    def test_risk_three_takes_leader_then_owner_and_gives_nothing_between(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(risky(setting.visio, 3)))
        with pytest.raises(PermissionDenied):
            decide_line(line.pk, is_yes=True, by=setting.owner_user)
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert not Grant.objects.filter(source="request").exists()
        decide_line(line.pk, is_yes=True, by=setting.owner_user)
        assert Grant.objects.get(source="request").request_line_id == line.pk

    def test_risk_four_needs_an_end_and_somebody_for_the_highest_risk(self, setting):
        risky(setting.visio, 4, max_days=120)
        with pytest.raises(BadWishError, match="Set a last day"):
            ask(setting.adviser_user, setting.adviser, wish(setting.visio, period=Period(TODAY)))
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        steps = RequestStep.objects.filter(line=line).order_by("order").values_list("who", "key")
        assert [who for who, _key in steps] == ["leader", "resource_owner", "key"]
        assert steps[2][1] == "may:access.decide_high"

    def test_a_role_takes_the_distinct_steps_of_all_that_is_in_it(self, setting):
        risky(permission_of("PC"), 3)
        resource = permission_of("PC").resource
        resource.owner_key = f"person:{setting.owner.pk}"
        resource.save()
        risky(permission_of("Visittkort"), 2)
        role = setting.house.roles["Fast ansatt"]
        Role.objects.filter(pk=role.pk).update(requestable_by="self")
        other = make_employee(setting.house.unit, kind="hourly")
        (line,) = ask(setting.leader_user, other, wish(setting.visio, permission_id=None, role_id=role.pk))
        steps = RequestStep.objects.filter(line=line).order_by("order").values_list("who", "mode", "state")
        assert list(steps)[:2] == [("leader", "any", "passed"), ("resource_owner", "told", "closed")] or (
            "resource_owner",
            "any",
            "open",
        ) in list(steps)
        assert line.risk == 3


@pytest.mark.usefixtures("here")
class TestTheTask:
    def test_who_asks_for_herself_is_named_once_in_the_deciders_task(self, setting):
        ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        task = Task.objects.get(kind="access.decide")
        assert (task.message, set(task.params)) == ("Decide what %(requester)s asks for", {"requester"})

    def test_who_asks_for_somebody_else_is_named_with_who_receives(self, setting):
        ask(setting.leader_user, setting.adviser, wish(risky(setting.visio, 3)))
        task = Task.objects.get(kind="access.decide")
        assert task.message == "Decide what %(requester)s asks for: %(receiver)s"
        assert set(task.params) == {"requester", "receiver"}


@pytest.mark.usefixtures("here")
class TestTheEnd:
    def test_the_wanted_end_survives_the_approval_of_a_level(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert Period.from_range(Grant.objects.get(request_line=line).valid).last_day == LAST

    def test_the_wanted_end_survives_the_approval_of_a_role(self, setting):
        role = setting.house.roles["Nettbrett"]
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio, permission_id=None, role_id=role.pk))
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        access = next(
            one
            for one in queries.accesses_of([setting.adviser.pk], on=TODAY)[setting.adviser.pk]
            if one.resource == "Nettbrett"
        )
        assert access.valid == Period.through(TODAY, LAST)
        assert "Trengs til flytskjema" in access.reason

    def test_a_first_day_that_passed_meanwhile_becomes_today_and_the_end_stays(self, setting, move_to):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        with move_to(date(2026, 3, 9)):
            decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert Period.from_range(Grant.objects.get(request_line=line).valid) == Period.through(date(2026, 3, 9), LAST)

    def test_days_that_have_passed_are_never_given(self, setting, move_to):
        short = wish(setting.visio, period=Period.through(TODAY, TODAY + timedelta(days=1)))
        (line,) = ask(setting.adviser_user, setting.adviser, short)
        with move_to(date(2026, 3, 9)), pytest.raises(BadWishError):
            decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert not Decision.objects.exists()


@pytest.mark.usefixtures("here")
class TestOwnBenefit:
    def test_a_leaders_own_asking_satisfies_her_step(self, setting):
        (line,) = ask(setting.leader_user, setting.adviser, wish(setting.visio))
        assert line.state == "approved"
        assert not Decision.objects.exists()

    def test_a_leaders_own_request_goes_to_the_next_leader(self, setting):
        (line,) = ask(setting.leader_user, setting.leader, wish(setting.visio))
        assert {row.person_id for row in StepDecider.objects.filter(step=open_step(line))} == {setting.chief.pk}
        with pytest.raises(OwnBenefitError):
            decide_line(line.pk, is_yes=True, by=setting.leader_user)
        decide_line(line.pk, is_yes=True, by=setting.chief_user)
        assert Grant.objects.filter(person=setting.leader, source="request").exists()

    def test_when_the_receiver_is_the_deputy_the_next_leader_decides(self, setting):
        away(setting.leader)
        make_deputy(setting.leader, setting.adviser, valid=Period.through(TODAY, LAST), may_do=("approve", "tasks"))
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        assert {row.person_id for row in StepDecider.objects.filter(step=open_step(line))} == {setting.chief.pk}

    def test_a_deputy_does_not_decide_for_the_leader_she_stands_in_for(self, setting):
        make_deputy(setting.leader, setting.adviser, valid=Period.through(TODAY, LAST))
        (line,) = ask(setting.leader_user, setting.leader, wish(setting.visio))
        with pytest.raises(PermissionDenied):
            decide_line(line.pk, is_yes=True, by=setting.adviser_user)

    def test_a_deputy_decides_for_others_and_it_says_in_whose_place(self, setting):
        deputy = make_employee(setting.house.unit, "Dina Deputert")
        make_deputy(setting.leader, deputy, valid=Period.through(TODAY, LAST))
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        decide_line(line.pk, is_yes=True, by=make_user(deputy))
        assert Decision.objects.get().for_person_id == setting.leader.pk

    def test_an_owner_who_asks_for_herself_does_not_decide_as_owner(self, setting):
        (line,) = ask(setting.owner_user, setting.owner, wish(risky(setting.visio, 3)))
        decide_line(line.pk, is_yes=True, by=setting.chief_user)
        with pytest.raises(OwnBenefitError):
            decide_line(line.pk, is_yes=True, by=setting.owner_user)

    def test_who_leads_nobody_above_goes_to_those_who_decide_last(self, setting):
        (line,) = ask(setting.chief_user, setting.chief, wish(setting.visio))
        assert not StepDecider.objects.exists()
        assert line.state == "waiting"

    def test_two_leaders_under_each_other_decide_for_neither_herself(self, setting):
        below = make_unit("Team", parent=setting.house.unit)
        employ(setting.leader, below)
        make_leader(below, setting.adviser)
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        assert {row.person_id for row in StepDecider.objects.filter(step=open_step(line))} == {setting.leader.pk}


@pytest.mark.usefixtures("here")
class TestSteps:
    def test_leaders_leader_is_another_than_the_leader(self, setting):
        two_leaders(setting)
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert {row.person_id for row in StepDecider.objects.filter(step=open_step(line))} == {setting.chief.pk}

    def test_a_leaders_asking_leaves_the_next_leaders_step(self, setting):
        two_leaders(setting)
        (line,) = ask(setting.leader_user, setting.adviser, wish(setting.visio))
        assert {row.person_id for row in StepDecider.objects.filter(step=open_step(line))} == {setting.chief.pk}

    def test_a_changed_policy_does_not_touch_what_was_sent(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        two_leaders(setting)
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        line.refresh_from_db()
        assert line.state == "approved"

    def test_all_of_a_group_must_say_yes(self, setting):
        key = f"unit:{setting.house.top.pk}"
        facts = PolicyFacts(
            name="Begge", steps=(StepFacts(who="key", key=key, mode="all"),), permissions=(setting.visio.pk,)
        )
        save_policy(facts, by=SYSTEM)
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        decide_line(line.pk, is_yes=True, by=setting.chief_user)
        line.refresh_from_db()
        assert line.state == "waiting"
        with pytest.raises(NotDecidableError, match="answered this already"):
            decide_line(line.pk, is_yes=True, by=setting.chief_user)
        decide_line(line.pk, is_yes=True, by=setting.owner_user)
        line.refresh_from_db()
        assert line.state == "approved"

    def test_one_no_ends_it_and_needs_a_reason(self, setting, published):
        told = published(RequestDecided)
        (line,) = ask(setting.adviser_user, setting.adviser, wish(risky(setting.visio, 3)))
        with pytest.raises(NotDecidableError, match="Say why not"):
            decide_line(line.pk, is_yes=False, by=setting.leader_user)
        decide_line(line.pk, is_yes=False, note="Bruk draw.io", by=setting.leader_user)
        line.refresh_from_db()
        assert line.state == "refused"
        assert [one.is_approved for one in told] == [False]
        with pytest.raises(NotDecidableError):
            decide_line(line.pk, is_yes=True, by=setting.owner_user)
        assert not Task.objects.filter(kind="access.decide", state="open").exists()

    def test_lines_are_decided_each_by_itself(self, setting):
        crm = wish(permission_of("CRM"))
        other = make_employee(setting.house.unit, "Anne Annen", kind="hourly")
        first, second = ask(make_user(other), other, wish(setting.visio), crm)
        decide_line(first.pk, is_yes=True, by=setting.leader_user)
        decide_line(second.pk, is_yes=False, note="Nei", by=setting.leader_user)
        assert set(RequestLine.objects.values_list("state", flat=True)) == {"approved", "refused"}

    def test_several_are_answered_at_once_but_not_those_of_risk_three(self, setting):
        first, second = ask(
            setting.adviser_user, setting.adviser, wish(setting.visio), wish(permission_of("Nettbrett"))
        )
        assert decide_lines([first.pk, second.pk], is_yes=True, by=setting.leader_user) == 2
        (risk,) = ask(setting.leader_user, setting.adviser, wish(risky(permission_of("CRM"), 3)))
        with pytest.raises(NotDecidableError, match="one at a time"):
            decide_lines([risk.pk], is_yes=True, by=setting.owner_user)

    def test_what_cannot_be_given_at_the_last_yes_leaves_everything_as_it_was(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        ask(setting.leader_user, setting.adviser, wish(setting.visio))
        with pytest.raises(AlreadyHasError):
            decide_line(line.pk, is_yes=True, by=setting.leader_user)
        line.refresh_from_db()
        assert line.state == "waiting"
        assert not Decision.objects.exists()


@pytest.mark.usefixtures("here")
class TestKeepingAndGivingUp:
    def test_keeping_longer_is_a_decision_with_the_same_steps(self, setting):
        ask(setting.leader_user, setting.adviser, wish(setting.visio))
        later = Period.through(TODAY, LAST + timedelta(days=30))
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio, operation="extend", period=later))
        assert line.state == "waiting"
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert Period.from_range(Grant.objects.get(source="request").valid).last_day == later.last_day

    def test_keeping_longer_than_it_is_given_for_is_refused(self, setting):
        risky(setting.visio, 1, max_days=120)
        ask(setting.leader_user, setting.adviser, wish(setting.visio))
        longer = wish(setting.visio, operation="extend", period=Period.through(TODAY, date(2026, 12, 31)))
        with pytest.raises(NotGivableError):
            ask(setting.adviser_user, setting.adviser, longer)

    def test_giving_up_takes_the_leader_alone_whatever_the_risk(self, setting):
        ask(setting.leader_user, setting.adviser, wish(setting.visio))
        risky(setting.visio, 3)
        gone = wish(setting.visio, operation="remove", period=Period.through(None, TODAY))
        (line,) = ask(setting.adviser_user, setting.adviser, gone)
        decide_line(line.pk, is_yes=True, by=setting.leader_user)
        assert Period.from_range(Grant.objects.get(source="request").valid).last_day == TODAY

    def test_what_a_rule_gives_cannot_be_given_up_alone(self, setting):
        gone = wish(permission_of("CRM"), operation="remove", period=Period.through(None, TODAY))
        with pytest.raises(NotGrantedError):
            ask(setting.adviser_user, setting.adviser, gone)

    def test_keeping_shorter_ends_on_the_day(self, setting):
        ask(setting.leader_user, setting.adviser, wish(setting.visio))
        sooner = wish(setting.visio, operation="shorten", period=Period.through(TODAY, date(2026, 3, 31)))
        ask(setting.leader_user, setting.adviser, sooner)
        assert Period.from_range(Grant.objects.get(source="request").valid).last_day == date(2026, 3, 31)


@pytest.mark.usefixtures("here")
class TestBasket:
    def test_a_basket_stays_until_it_is_sent_and_is_one_for_each_person(self, setting):
        first = open_basket(setting.adviser.pk, by=setting.adviser_user)
        put_line(first.pk, wish(setting.visio), by=setting.adviser_user)
        assert open_basket(setting.adviser.pk, by=setting.adviser_user) == first
        put_line(first.pk, wish(setting.visio, period=Period(TODAY)), by=setting.adviser_user)
        assert RequestLine.objects.get().valid.upper is None
        assert Request.objects.count() == 1

    def test_an_empty_basket_is_not_sent(self, setting):
        basket = open_basket(setting.adviser.pk, by=setting.adviser_user)
        with pytest.raises(EmptyBasketError):
            send_request(basket.pk, reason="Hvorfor ikke", by=setting.adviser_user)

    def test_another_persons_basket_is_not_there(self, setting):
        basket = open_basket(setting.adviser.pk, by=setting.adviser_user)
        line = put_line(basket.pk, wish(setting.visio), by=setting.adviser_user)
        with pytest.raises(Request.DoesNotExist):
            send_request(basket.pk, reason="x", by=setting.leader_user)
        with pytest.raises(RequestLine.DoesNotExist):
            drop_line(line.pk, by=setting.leader_user)

    def test_one_asks_for_oneself_and_for_ones_people_only(self, setting):
        with pytest.raises(PermissionDenied):
            open_basket(setting.leader.pk, by=setting.adviser_user)
        assert open_basket(setting.adviser.pk, by=setting.leader_user)
        assert open_basket(setting.adviser.pk, by=setting.chief_user)

    def test_an_owner_asks_for_others_but_only_for_what_she_owns(self, setting):
        assert ask(setting.owner_user, setting.adviser, wish(setting.visio))
        with pytest.raises(NotRequestableError):
            ask(setting.owner_user, setting.adviser, wish(permission_of("CRM")))

    def test_a_role_that_leaders_ask_for_is_not_asked_for_by_the_person_herself(self, setting):
        role = wish(setting.visio, permission_id=None, role_id=setting.house.roles["Vikar"].pk)
        with pytest.raises(NotRequestableError):
            ask(setting.adviser_user, setting.adviser, role)
        assert ask(setting.leader_user, setting.adviser, role)

    def test_nobody_asks_for_power_in_grunnmur_itself(self, setting):
        own = Role.objects.get(name="Administrator")
        Role.objects.filter(pk=own.pk).update(requestable_by="self")
        with pytest.raises(NotRequestableError):
            ask(setting.leader_user, setting.adviser, wish(setting.visio, permission_id=None, role_id=own.pk))

    def test_days_that_have_passed_are_refused(self, setting):
        with pytest.raises(BadWishError):
            ask(setting.adviser_user, setting.adviser, wish(setting.visio, period=Period(date(2026, 2, 1))))

    def test_who_has_not_begun_is_asked_for_from_her_first_day(self, setting):
        newcomer = setting.house.newcomer
        with pytest.raises(NotEmployedError):
            ask(setting.leader_user, newcomer, wish(setting.visio))
        assert ask(setting.leader_user, newcomer, wish(setting.visio, period=Period.through(START, LAST)))

    def test_what_one_has_already_is_kept_longer_instead(self, setting):
        ask(setting.leader_user, setting.adviser, wish(setting.visio))
        with pytest.raises(AlreadyHasError):
            ask(setting.adviser_user, setting.adviser, wish(setting.visio))

    def test_it_is_withdrawn_until_it_is_decided(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        with pytest.raises(PermissionDenied):
            withdraw_request(line.request_id, by=setting.leader_user)
        assert withdraw_request(line.request_id, by=setting.adviser_user) == 1
        assert not Task.objects.filter(kind="access.decide", state="open").exists()
        with pytest.raises(NotDecidableError):
            decide_line(line.pk, is_yes=True, by=setting.leader_user)
        with pytest.raises(NotDecidableError):
            withdraw_request(line.request_id, by=setting.adviser_user)


def two_leaders(setting):
    steps = (StepFacts(who="leader"), StepFacts(who="leaders_leader"))
    save_policy(PolicyFacts(name="To ledere", steps=steps, permissions=(setting.visio.pk,)), by=SYSTEM)


def away(person):
    """Let somebody be on full leave."""
    for work in Employment.objects.filter(person=person):
        Leave.objects.create(employment=work, percent=100, valid=Period.through(TODAY, LAST).to_range())


def test_the_other_municipality_has_none_of_it(setting, fjordvik, sundby):
    with tenant(fjordvik):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
    with tenant(sundby), pytest.raises(RequestLine.DoesNotExist):
        decide_line(line.pk, is_yes=True, by=SYSTEM)
