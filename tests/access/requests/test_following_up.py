"""Time passes: reminder, deputies, the next leader, and at last nobody decided. Silence is never a yes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.access.actions.requests.deciding import decide_line
from grunnmur.access.actions.requests.following_up import follow_up_requests, working_days_between
from grunnmur.access.models import Grant, RequestStep, StepDecider
from grunnmur.access.queries.requests.deciders import Asked, Post, deciders_of, rank_of
from grunnmur.access.rules.requests import StepFacts, joined, level_of, verdict
from grunnmur.core.periods import Period
from grunnmur.organisation import actions as organisation
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Notification, Task
from grunnmur.worklist.rules import EndedThereError
from tests.access.requests.conftest import LAST, TODAY, ask, open_step, wish
from tests.factories_organisation import make_deputy, make_employee, make_leader

THURSDAY, TUESDAY, AT_LAST = date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 23)


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestWaiting:
    def test_only_the_leader_is_asked_at_first_and_has_a_task_due_in_three_working_days(self, setting):
        deputy = deputy_of(setting)
        ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        task = Task.objects.get(kind="access.decide")
        assert (task.person_id, task.due_date) == (setting.leader.pk, THURSDAY)
        assert not StepDecider.objects.get(person=deputy).is_asked

    def test_after_three_working_days_the_leader_is_reminded_and_the_deputy_asked(self, setting, move_to):
        deputy = deputy_of(setting)
        ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        with move_to(THURSDAY):
            follow_up_requests(THURSDAY)
            follow_up_requests(THURSDAY)
        told = Notification.objects.filter(kind="access.reminder").values_list("person_id", flat=True)
        assert sorted(told) == sorted([setting.leader.pk, deputy.pk])
        assert Task.objects.filter(kind="access.decide", person=deputy, state="open").exists()

    def test_after_six_working_days_the_next_leader_is_asked_too(self, setting, move_to):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        with move_to(TUESDAY):
            follow_up_requests(TUESDAY)
            asked = set(StepDecider.objects.filter(step=open_step(line)).values_list("person_id", flat=True))
            assert asked == {setting.leader.pk, setting.chief.pk}
            decide_line(line.pk, is_yes=True, by=setting.chief_user)
        assert Grant.objects.filter(request_line=line).exists()

    def test_after_fifteen_working_days_nobody_decided_and_nothing_is_given(self, setting, move_to):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        with move_to(AT_LAST):
            follow_up_requests(AT_LAST)
        line.refresh_from_db()
        assert line.state == "undecided"
        assert not Grant.objects.filter(source="request").exists()
        assert not Task.objects.filter(kind="access.decide", state="open").exists()
        assert Notification.objects.filter(person=setting.adviser, message__startswith="Nobody decided").exists()

    def test_the_day_that_turns_follows_up(self, setting, move_to):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        with move_to(AT_LAST):
            organisation.turn_days(up_to=AT_LAST)
        line.refresh_from_db()
        assert line.state == "undecided"

    def test_a_new_leader_is_asked_instead_of_the_old_one(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        new = make_employee(setting.house.unit, "Nina Nyleder")
        make_leader(setting.house.unit, new, since=TODAY)
        assert set(StepDecider.objects.filter(step=open_step(line)).values_list("person_id", flat=True)) == {new.pk}
        assert Task.objects.get(kind="access.decide", state="open").person_id == new.pk

    def test_finishing_the_task_without_deciding_is_refused(self, setting):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
        first = Task.objects.get(kind="access.decide")
        with pytest.raises(EndedThereError):
            worklist.finish_task(first.pk, outcome="done", by=setting.leader_user)
        assert Task.objects.get(kind="access.decide", state="open").person_id == setting.leader.pk
        assert RequestStep.objects.get(line=line).state == "open"

    def test_weekends_are_no_working_days(self):
        assert working_days_between(date(2026, 3, 6), date(2026, 3, 9)) == 1


def deputy_of(setting):
    deputy = make_employee(setting.house.unit, "Dina Deputert")
    make_deputy(setting.leader, deputy, valid=Period.through(TODAY, LAST))
    return deputy


PEOPLE = st.integers(0, 7).map(lambda number: f"p{number}")
POSTS = st.lists(
    st.builds(
        Post,
        leader_id=PEOPLE,
        acting=st.lists(PEOPLE, max_size=3).map(tuple),
        deputies=st.lists(PEOPLE, max_size=3).map(tuple),
    ),
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(
    posts=POSTS,
    receiver=PEOPLE,
    requester=PEOPLE,
    who=st.sampled_from(["leader", "leaders_leader"]),
    level=st.integers(0, 2),
    spent=st.frozensets(PEOPLE, max_size=2),
)
def test_the_receiver_or_a_deputy_for_whom_the_receiver_benefits_never_decides(
    posts, receiver, requester, who, level, spent
):
    without = frozenset({receiver, requester})
    asked = Asked(who=who, key="", level=level, without=without, spent=spent)
    above = [Post(one, (one,), ()) for one in ("z1", "z2")]  # above them all, so that no group has to be asked
    for decider in deciders_of(asked, [*posts, *above], on=TODAY):
        assert decider.person_id not in without
        assert decider.for_person_id not in without


@given(posts=POSTS, receiver=PEOPLE)
def test_who_asks_for_herself_never_satisfies_a_step_by_asking(posts, receiver):
    assert rank_of(receiver, posts, receiver_id=receiver) == -1


@given(
    answers=st.dictionaries(PEOPLE, st.booleans(), max_size=6),
    able=st.frozensets(PEOPLE, max_size=6),
    mode=st.sampled_from(["any", "all", "some"]),
    needed=st.integers(1, 4),
)
def test_nothing_passes_without_a_yes_and_nothing_is_refused_without_a_no(answers, able, mode, needed):
    outcome = verdict(mode=mode, needed=needed, answers=answers, may_decide=able)
    assert outcome is not True or any(answers.values())
    assert outcome is not False or not all(answers.values())


def test_of_the_same_deciders_the_stricter_step_counts():
    steps = [
        StepFacts(who="key", key="k", mode="any"),
        StepFacts(who="leader"),
        StepFacts(who="key", key="k", mode="all"),
    ]
    assert [(one.who, one.mode) for one in joined(steps)] == [("leader", "any"), ("key", "all")]


def test_who_decides_anyway_is_not_told_besides():
    steps = [StepFacts(who="resource_owner", key="k", mode="told"), StepFacts(who="key", key="k")]
    assert [one.who for one in joined(steps)] == ["key"]


@pytest.mark.parametrize(("days", "level"), [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (90, 2)])
def test_a_step_escalates_by_its_own_days(days, level):
    assert level_of(days_open=days, days=3) == level
