"""What differs is told once: of a leaver whose account is open, that it shall be closed, and nothing besides."""

import pytest

from grunnmur.access.actions.targets.drift import note_drift
from grunnmur.access.models import DriftItem, Target, TargetAccount, TargetMember
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from tests.access.targets.worlds import later
from tests.factories_access import permission_of
from tests.factories_organisation import SINCE, make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def crm(house, here):
    return Target.objects.create(name="CRM", kind="csv", address="crm.csv", observed_at=now())


def account_with(target, person, *permissions):
    """An open account that has these."""
    account = TargetAccount.objects.create(
        target=target, person=person, external_id=str(person.pk), username=person.display_name, state="active"
    )
    for permission in permissions:
        TargetMember.objects.create(account=account, permission=permission, is_ours=False, seen_at=now())
    return account


def differences(target, *, desired=frozenset()):
    note_drift(target, set(desired), lost=set(), at=now())
    rows = DriftItem.objects.filter(target=target, gone_at=None)
    return sorted((row.kind, row.expected, row.permission_id) for row in rows)


def test_the_open_account_of_who_left_is_told_of_once_and_what_it_has_not_besides(house, crm):
    gone = make_employee(house.unit, "Open Konto", valid=Period.through(SINCE, today()))
    account_with(crm, gone, permission_of("CRM"), permission_of("Visio"))
    with later(days=1):
        assert differences(crm) == [("state", "disabled", None)]
        assert differences(crm) == [("state", "disabled", None)]


def test_what_a_closed_account_of_who_left_holds_still_is_told(house, crm):
    gone = make_employee(house.unit, "Open Konto", valid=Period.through(SINCE, today()))
    account = account_with(crm, gone, permission_of("CRM"))
    with later(days=1):
        differences(crm)
        TargetAccount.objects.filter(pk=account.pk).update(state="disabled")
        assert differences(crm) == [("extra", "", permission_of("CRM").pk)]


def test_what_somebody_who_works_here_has_too_much_is_told(house, crm):
    account_with(crm, house.adviser, permission_of("CRM"))
    assert differences(crm) == [("extra", "", permission_of("CRM").pk)]


def test_who_left_and_shall_keep_something_is_told_of_by_what_she_shall_not_have(house, crm):
    kept, extra = permission_of("CRM"), permission_of("Visio")
    gone = make_employee(house.unit, "Open Konto", valid=Period.through(SINCE, today()))
    account_with(crm, gone, kept, extra)
    with later(days=1):
        assert differences(crm, desired={(gone.pk, kept.pk)}) == [("extra", "", extra.pk)]
