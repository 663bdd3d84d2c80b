"""An auditor, and a municipality with a past."""

from datetime import date

import pytest

from grunnmur.access import actions
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

OLD = Period(date(2019, 5, 1), date(2021, 7, 1))


@pytest.fixture
def past(house, fjordvik):
    """Somebody who left long ago, and a temp who was given a role and lost it."""
    with tenant(fjordvik):
        archive = make_unit("Byarkivet", valid=Period(date(2018, 1, 1)))
        gone = make_employee(archive, "Gunn Gått", valid=OLD)
        temp = make_employee(house.unit, "Tor Vikar", kind="temporary")
        days = Period(date(2026, 2, 1), date(2026, 2, 20))
        actions.give_role(temp.pk, house.roles["Vikar"].pk, by=SYSTEM, period=days, reason="Sykdom i februar")
        return gone, temp


@pytest.fixture
def auditor_user(house, fjordvik):
    """Somebody who may read the audit, and nothing else beyond everyone's."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Rita Revisor"))
    with granting(user, AUDIT, everywhere=True):
        yield user


@pytest.fixture
def auditor(visit, auditor_user):
    """The auditor's browser."""
    return visit(auditor_user)
