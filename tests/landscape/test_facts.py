"""Questions about systems: yes, no, unknown and too old are four different things."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core.clock import at, now, today
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.actions.facts import answer_fact, forget_answer
from grunnmur.landscape.actions.systems import confirm_mapping
from grunnmur.landscape.catalogue import FACTS
from grunnmur.landscape.events import ElementsChanged, SystemFactChanged
from grunnmur.landscape.models import Element, SystemFact
from grunnmur.landscape.queries.facts import answer_to, answers_of, facts_waiting, users_of
from grunnmur.landscape.queries.systems import mappings_of, usage_of
from grunnmur.landscape.rules import ElementFacts, RetiredElementError
from grunnmur.landscape.rules.answers import CHOICES, AnswerError, NewAnswer, Standing, value_text
from grunnmur.landscape.rules.details import SystemUsage
from grunnmur.landscape.rules.mapping import Completeness, UnknownMappingError
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import make_employee, make_unit, make_user
from tests.landscape.rights import keeping
from tests.one_day import one_day, published

__all__ = ["one_day", "published"]
YEAR = timedelta(days=366)


@pytest.fixture
def system(here):
    return add_described(ElementFacts(name="Fagsystem X"), SystemUsage(), by=SYSTEM)


def answer(system, code, value, **more):
    return answer_fact(system.pk, code, NewAnswer(value, **more), by=SYSTEM)


def test_no_answer_an_old_one_and_no_are_three_different_things(system):
    assert (answer_to(system.pk, "mfa").standing, answer_to(system.pk, "mfa").value) == (Standing.UNANSWERED, None)
    answer(system, "mfa", value=False)
    assert (answer_to(system.pk, "mfa").standing, answer_to(system.pk, "mfa").value) == (Standing.ANSWERED, False)
    with at(now() + YEAR):
        old = answer_to(system.pk, "mfa")
        assert (old.standing, old.value, old.was) == (Standing.EXPIRED, None, False)


@pytest.mark.parametrize(
    ("code", "value", "kept", "words"),
    [
        ("mfa", True, True, "Yes"),
        ("mfa", False, False, "No"),
        ("recovery_hours", 48, 48, "48"),
        ("restore_test_date", date(2026, 1, 5), "2026-01-05", "5 January 2026"),
        ("restore_test_date", "2026-01-05", "2026-01-05", "5 January 2026"),
        ("ai_risk_class", "high", "high", "High risk"),
    ],
)
def test_each_kind_of_question_takes_its_kind_of_answer(system, code, value, kept, words):
    answer(system, code, value)
    found = answer_to(system.pk, code)
    assert found.value == kept
    assert value_text(FACTS[code], found.value) == words


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("mfa", "yes"),
        ("mfa", 1),
        ("mfa", None),
        ("recovery_hours", True),
        ("recovery_hours", -1),
        ("recovery_hours", "48"),
        ("restore_test_date", "soon"),
        ("restore_test_date", "2026-1-5"),
        ("ai_risk_class", "huge"),
        ("no_such", True),
    ],
)
def test_what_does_not_answer_the_question_is_refused(system, code, value):
    with pytest.raises(AnswerError):
        answer(system, code, value)
    assert not SystemFact.objects.exists()


def test_every_choice_of_the_catalogue_has_words():
    assert {choice for key in FACTS.values() for choice in key.choices} <= CHOICES.keys()


def test_another_answer_ends_the_old_one_the_day_before(system):
    answer(system, "mfa", value=False)
    with at(now() + timedelta(days=3)):
        answer(system, "mfa", value=True)
        old, new = SystemFact.objects.order_by("valid__startswith")
        assert (old.value, Period.from_range(old.valid).last_day) == (False, today() - timedelta(days=1))
        assert (new.value, Period.from_range(new.valid)) == (True, Period(today()))


def test_two_answers_on_one_day_leave_no_empty_period(system):
    answer(system, "mfa", value=False)
    answer(system, "mfa", value=True)
    assert [row.value for row in SystemFact.objects.all()] == [True]


def test_zero_is_not_no_and_one_is_not_yes(system):
    answer(system, "recovery_hours", 1)
    SystemFact.objects.update(value=True)
    answer(system, "recovery_hours", 1)
    assert SystemFact.objects.get().value is not True


def test_the_same_answer_again_is_renewed_and_told_only_when_it_was_too_old(system, published):
    answer(system, "mfa", value=True, evidence="Contract, page 4")
    seen = published(SystemFactChanged)
    answer(system, "mfa", value=True, evidence="Seen in the login page")
    assert seen == []
    with at(now() + YEAR):
        answer(system, "mfa", value=True)
        assert seen == [SystemFactChanged(system.pk, "mfa")]
        assert answer_to(system.pk, "mfa").standing is Standing.ANSWERED
    assert SystemFact.objects.count() == 1


def test_an_answer_holds_from_the_day_somebody_saw_it(system):
    answer(system, "mfa", value=True, observed_on=date(2025, 6, 30), evidence="Audit")
    found = answer_to(system.pk, "mfa")
    assert (found.observed_on, found.expires_on, found.evidence) == (date(2025, 6, 30), date(2026, 6, 30), "Audit")
    answer(system, "mfa", value=True, observed_on=date(2025, 2, 1))
    assert answer_to(system.pk, "mfa").standing is Standing.EXPIRED


def test_nobody_has_seen_tomorrow(system):
    with pytest.raises(AnswerError):
        answer(system, "mfa", value=True, observed_on=today() + timedelta(days=1))


def test_an_answer_that_nobody_stands_by_is_forgotten(system, published):
    seen = published(SystemFactChanged)
    answer(system, "mfa", value=True)
    with at(now() + timedelta(days=3)):
        forget_answer(system.pk, "mfa", by=SYSTEM)
        assert answer_to(system.pk, "mfa").standing is Standing.UNANSWERED
        assert SystemFact.objects.count() == 1
        forget_answer(system.pk, "mfa", by=SYSTEM)
    assert len(seen) == 2


def test_questions_never_answered_come_first_then_the_oldest(system):
    first, second, third = list(FACTS)[:3]
    answer(system, first, value=True)
    answer(system, second, value=True, observed_on=date(2026, 1, 1))
    answer(system, third, value=True, observed_on=date(2020, 1, 1))
    codes = [one.key.code for one in answers_of(system.pk)]
    assert codes[-3:] == [third, second, first]
    assert codes[:-3] == list(FACTS)[3:]


def test_only_those_who_own_the_system_answer(here):
    mine, theirs = make_unit(), make_unit()
    user = make_user(make_employee(mine))
    system = add_described(ElementFacts(name="X", owner_unit_id=theirs.pk), SystemUsage(), by=SYSTEM)
    with keeping(user, mine):
        for refused in (
            lambda: answer_fact(system.pk, "mfa", NewAnswer(True), by=user),
            lambda: forget_answer(system.pk, "mfa", by=user),
            lambda: confirm_mapping(system.pk, "information", by=user),
        ):
            with pytest.raises(PermissionDenied):
                refused()
    with keeping(user, theirs):
        row = answer_fact(system.pk, "mfa", NewAnswer(True), by=user)
        assert row.answered_by == str(user)


def test_hidden_retired_and_other_things_take_no_answers(here):
    user = make_user(make_employee(make_unit()))
    hidden, goal = make_element("system", audience=["below:nobody"]), make_element("goal")
    retired = make_element("system", retired_at=now())
    with keeping(user, everywhere=True):
        for element, error in (
            (hidden, Element.DoesNotExist),
            (goal, Element.DoesNotExist),
            (retired, RetiredElementError),
        ):
            with pytest.raises(error):
                answer_fact(element.pk, "mfa", NewAnswer(True), by=user)


def test_a_system_of_another_municipality_takes_no_answers(fjordvik, sundby):
    with tenant(fjordvik):
        system = make_element("system")
    with tenant(sundby), pytest.raises(Element.DoesNotExist):
        answer(system, "mfa", value=True)


def test_a_list_that_is_confirmed_is_complete_for_24_months(system, published):
    seen = published(ElementsChanged)
    user = make_user(make_employee(make_unit(), "Kari Nordmann"))
    with keeping(user, everywhere=True):
        confirm_mapping(system.pk, "suppliers", by=user)
    by_name = {one.what: one for one in mappings_of(usage_of(system.pk))}
    assert by_name["information"].standing is Completeness.UNCONFIRMED
    assert by_name["suppliers"].standing is Completeness.COMPLETE
    assert (by_name["suppliers"].by, by_name["suppliers"].expires_on) == ("Kari Nordmann", date(2028, 3, 2))
    assert [event.fields for event in seen] == [{"suppliers_mapped_at"}]
    with at(now() + 2 * YEAR):
        assert {one.what: one.standing for one in mappings_of(usage_of(system.pk))}["suppliers"] is Completeness.EXPIRED


def test_a_list_that_there_is_not_cannot_be_confirmed(system):
    with pytest.raises(UnknownMappingError):
        confirm_mapping(system.pk, "laws", by=SYSTEM)


def test_what_needs_a_system_is_named_without_what_is_hidden(system):
    user = make_user(make_employee(make_unit()))
    shown, hidden = make_element("process", "Ansettelse"), make_element("process", audience=("below:nobody",))
    for process in (shown, hidden):
        make_relation("supports", system, process)
    with keeping(user, everywhere=True):
        found, count = users_of(system.pk, seen_by=user)
    assert ([one.name for one in found], count) == (["Ansettelse"], 1)
    assert users_of(system.pk, seen_by=SYSTEM, limit=1)[1] == 2


def test_the_questions_that_wait_are_counted_for_the_units_that_own_them(here):
    mine, theirs = make_unit(), make_unit()
    critical = make_element("system", "Critical", owner_unit=mine, criticality=4)
    needed = make_element("system", "Needed", owner_unit=mine)
    make_element("system", "Idle", owner_unit=theirs)
    make_element("system", "Planned", owner_unit=mine, lifecycle="planned")
    make_element("system", "Gone", owner_unit=mine, retired_at=now())
    make_relation("supports", needed, make_element("process"))
    answer(critical, "mfa", value=True)
    answer(critical, "backup", value=True, observed_on=date(2020, 1, 1))
    assert [one.element.name for one in facts_waiting(None, seen_by=SYSTEM)] == ["Critical", "Needed", "Idle"]
    assert [(one.missing, one.needed_by) for one in facts_waiting([mine.pk], seen_by=SYSTEM)] == [
        (len(FACTS) - 1, 0),
        (len(FACTS), 1),
    ]


def test_waiting_questions_about_hidden_systems_are_neither_shown_nor_counted(here):
    user = make_user(make_employee(make_unit()))
    make_element("system", audience=["below:nobody"])
    with keeping(user, everywhere=True):
        assert facts_waiting(None, seen_by=user) == []


def test_the_questions_that_wait_cost_the_same_for_one_system_and_for_four(here):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            facts_waiting(None, seen_by=SYSTEM)
        return len(seen)

    make_element("system")
    first = statements()
    for _ in range(3):
        make_element("system")
    assert first == statements() == 1
