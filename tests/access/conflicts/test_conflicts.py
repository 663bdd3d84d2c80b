"""Role conflicts: what is refused, what is held back, and what an exception changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions import conflicts
from grunnmur.access.models import Clash, Conflict, Grant, Waiver, Withheld
from grunnmur.access.queries import why
from grunnmur.access.queries.rule_facts import preview_rule
from grunnmur.access.rules import (
    BadConflictError,
    BadWaiverError,
    ConflictError,
    ConflictFacts,
    OwnBenefitError,
    RuleFacts,
)
from grunnmur.core import clock
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole
from grunnmur.core.tenancy import tenant
from grunnmur.worklist.models import Task
from tests.access.restraints import TODAY, give, has, make_conflict, make_level, make_role, of
from tests.access.states import everything_held
from tests.factories_organisation import SYSTEM, employ, make_employee, make_user

pytestmark = pytest.mark.django_db
YEAR = Period.through(TODAY, date(2027, 3, 1))


@pytest.fixture
def inside(fjordvik, house):
    with tenant(fjordvik), translation.override("en"):
        yield house


@pytest.fixture
def invoices(inside):
    """Two levels that nobody shall have together."""
    create, approve = make_level("Invoices", "create"), make_level("Payments", "approve", risk=2)
    make_conflict(create, approve, name="Invoice")
    return create, approve


def waive(person, *, period=YEAR, by=SYSTEM, **words):
    words = {"reason": "Small office", "compensating_check": "The leader looks at all of them"} | words
    return conflicts.waive_conflict(Conflict.objects.get().pk, person.pk, period=period, by=by, **words)


def test_giving_the_other_side_is_refused_with_both_routes_named(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create)
    before = everything_held()
    with pytest.raises(ConflictError) as refused:
        give(inside.adviser, approve)
    text = str(refused.value)
    assert "“Invoice” does not allow this from 2 March 2026." in text
    assert "Per Person has Invoices (create) because it was given (directly), from 2 March 2026" in text
    assert "Per Person has Payments (approve) because it was given (directly), from 2 March 2026" in text
    assert everything_held() == before
    assert Grant.objects.filter(permission=approve).count() == 0


def test_what_never_meets_is_no_conflict_over_two_employments(inside, invoices):
    create, approve = invoices
    employ(inside.adviser, inside.top, valid=Period.through(date(2026, 4, 1), date(2026, 4, 30)), percent=50)
    give(inside.adviser, create, period=Period.through(date(2026, 3, 2), date(2026, 3, 4)))
    give(inside.adviser, approve, period=Period.through(date(2026, 3, 5), date(2026, 3, 8)))
    assert not Clash.objects.exists()


def test_giving_for_days_to_come_that_would_meet_is_refused(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create, period=Period(date(2026, 9, 1)))
    with pytest.raises(ConflictError, match="1 September 2026"):
        give(inside.adviser, approve, period=Period.through(TODAY, date(2026, 12, 31)))


def test_extending_into_the_other_side_is_refused(inside, invoices):
    create, approve = invoices
    short = give(inside.adviser, create, period=Period.through(TODAY, date(2026, 3, 31)))
    give(inside.adviser, approve, period=Period(date(2026, 4, 1)))
    with pytest.raises(ConflictError):
        actions.extend_grant(short.pk, last_day=date(2026, 4, 1), by=SYSTEM, reason="More time")
    assert Grant.objects.get(pk=short.pk).valid.upper == date(2026, 4, 1)


def test_an_exception_lets_both_be_had_for_its_days(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create)
    waive(inside.adviser)
    with pytest.raises(ConflictError):
        give(inside.adviser, approve)  # the exception ends before this does
    give(inside.adviser, approve, period=Period.through(TODAY, YEAR.last_day))
    assert has(inside.adviser, create)
    assert has(inside.adviser, approve)
    assert [row.outcome for row in Clash.objects.all()] == ["waived"]


def test_ending_an_exception_holds_the_later_side_back(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create)
    row = waive(inside.adviser)
    give(inside.adviser, approve, period=Period.through(TODAY, YEAR.last_day))
    conflicts.end_waiver(row.pk, last_day=date(2026, 3, 10), by=SYSTEM)
    assert has(inside.adviser, create, date(2026, 3, 11))
    assert not has(inside.adviser, approve, date(2026, 3, 11))
    assert has(inside.adviser, approve, date(2026, 3, 10))


def test_conflict_made_by_a_rule_holds_the_later_side_back_and_asks_the_leader(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create, period=Period(date(2026, 3, 2)))
    role = make_role("Paying", approve)
    actions.save_rule("Office pays", role.pk, actions.Selector(units=[inside.unit.pk]), by=SYSTEM)
    task = Task.objects.get(kind="access.conflict")
    assert task.group_key == f"leader:{inside.unit.pk}"
    assert task.params["conflict"] == "Invoice"
    row = Clash.objects.get(person=inside.adviser)
    assert row.outcome in {"without_a", "without_b"}
    assert has(inside.adviser, create) != has(inside.adviser, approve)


def test_task_is_cancelled_when_the_conflict_is_solved(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create)
    with clock.at(clock.now() + timedelta(days=1)):
        role = make_role("Paying", approve)
        rule = actions.save_rule("Office pays", role.pk, actions.Selector(units=[inside.unit.pk]), by=SYSTEM)
        assert Task.objects.get(kind="access.conflict").state == "open"
        actions.end_rule(rule.pk, last_day=clock.today(), by=SYSTEM)
    with clock.at(clock.now() + timedelta(days=3)):
        actions.derive_everyone()
    assert Withheld.objects.filter(cause="conflict").count() <= 1


def test_explanation_names_the_conflict_and_the_other_side(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create)
    role = make_role("Paying", approve)
    actions.save_rule("Office pays", role.pk, actions.Selector(units=[inside.unit.pk]), by=SYSTEM)
    told = {level: why(inside.adviser.pk, level.pk, on=TODAY, seen_by=SYSTEM) for level in invoices}
    (kept,) = [level for level in invoices if not told[level].has]
    (sentence,) = told[kept].sentences
    other = next(level for level in invoices if level != kept)
    assert sentence.startswith(f"{kept} is held back from 2 March 2026 with no end: “Invoice” does not allow it")
    assert sentence.endswith(f"together with {other}.")


def test_conflict_of_roles_keeps_what_another_role_gives(inside):
    shared, special = make_level("Archive"), make_level("Seal")
    one, other = make_role("Writer", shared), make_role("Sealer", shared, special)
    give(inside.adviser, one)
    with clock.at(clock.now() + timedelta(days=1)):
        give(inside.adviser, other, period=Period(clock.today()))
        make_conflict(one, other)
        assert has(inside.adviser, shared, clock.today())
        assert not has(inside.adviser, special, clock.today())


def test_conflict_that_is_only_listed_refuses_nothing_and_asks_nobody(inside):
    one, other = make_level("Post"), make_level("Stamp")
    make_conflict(one, other, severity="record")
    give(inside.adviser, one)
    give(inside.adviser, other)
    assert [row.outcome for row in Clash.objects.all()] == ["recorded"]
    assert has(inside.adviser, other)
    assert not Task.objects.filter(kind="access.conflict").exists()


def test_conflict_that_needs_approval_is_refused_without_an_exception(inside):
    one, other = make_level("Post"), make_level("Stamp")
    make_conflict(one, other, severity="approve")
    give(inside.adviser, one)
    with pytest.raises(ConflictError, match="only as an approved exception"):
        give(inside.adviser, other)


def test_conflict_without_a_side_or_with_the_same_on_both_is_refused(inside):
    level = make_level("Post")
    for a, b in (((of(level),), ()), ((of(level),), (of(level),))):
        with pytest.raises(BadConflictError):
            conflicts.define_conflict(ConflictFacts(name="Odd", a=a, b=b), by=SYSTEM)
    assert not Conflict.objects.exists()


def test_exception_without_end_or_over_a_year_or_without_check_is_refused(inside, invoices):
    for period in (Period(TODAY), Period.through(TODAY, date(2027, 3, 5))):
        with pytest.raises(BadWaiverError):
            waive(inside.adviser, period=period)
    with pytest.raises(BadWaiverError):
        waive(inside.adviser, compensating_check=" ")
    assert not Waiver.objects.exists()


def test_second_exception_on_the_same_days_is_refused(inside, invoices):
    waive(inside.adviser)
    with pytest.raises(BadWaiverError):
        waive(inside.adviser)


def test_defining_and_waiving_need_their_permissions(inside, invoices):
    level = make_level("Post")
    facts = ConflictFacts(name="Mine", a=(of(level),), b=(of(invoices[0]),))
    with pytest.raises(PermissionDenied):
        conflicts.define_conflict(facts, by=inside.leader_user)
    with pytest.raises(PermissionDenied):
        waive(inside.adviser, by=inside.leader_user)
    with pytest.raises(PermissionDenied):
        conflicts.end_conflict(Conflict.objects.get().pk, last_day=TODAY, by=inside.leader_user)


def test_nobody_makes_an_exception_for_herself(inside, invoices):
    officer = make_employee(inside.top, "Olga Officer")
    user = make_user(officer)
    actions.give_start_role(officer.pk, StartRole.ACCESS_OFFICER, period=Period(TODAY), reason="Test")
    with pytest.raises(OwnBenefitError):
        waive(officer, by=user)


def test_conflicts_of_another_municipality_are_not_there(fjordvik, house, sundby):
    with tenant(fjordvik):
        conflict = make_conflict(make_level("Post"), make_level("Stamp"))
    with tenant(sundby):
        assert not Conflict.objects.exists()
        with pytest.raises(Conflict.DoesNotExist):
            conflicts.end_conflict(conflict.pk, last_day=TODAY, by=SYSTEM)


def test_second_derivation_of_everyone_writes_nothing(inside, invoices):
    give(inside.adviser, invoices[0])
    assert actions.derive_everyone() == ()


def test_preview_of_a_rule_lists_who_would_come_to_stand_in_a_conflict(inside, invoices):
    create, approve = invoices
    give(inside.adviser, create)
    selector = actions.Selector(units=[inside.unit.pk])
    rule = RuleFacts(name="Office pays", selector=selector, permission_id=approve.pk)
    assert preview_rule(rule, seen_by=SYSTEM).restraints.conflicts == (("Per Person", "Invoice"),)
    other = RuleFacts(name="Office writes", selector=selector, permission_id=make_level("Post").pk)
    assert preview_rule(other, seen_by=SYSTEM).restraints.conflicts == ()
