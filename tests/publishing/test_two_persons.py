"""Two persons are enough where the municipality says so; nobody ever approves her own work."""

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions, queries
from grunnmur.publishing.models import ApprovalStep, FactorySettings
from grunnmur.publishing.rules import APPROVE, FourEyesError
from tests.factories_organisation import SYSTEM, granting
from tests.factories_publishing import approve, to_approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(inside, draft):
    """A version the assurer passed, which she and the modeller could approve but for what they did to it."""
    ApprovalStep.objects.update(key=f"unit:{inside.unit.pk}")
    return to_approval(inside, draft)


def test_who_assured_it_may_not_approve_it_too(inside, waiting):
    with granting(inside.assurer_user, APPROVE, everywhere=True) as user, pytest.raises(FourEyesError):
        approve(waiting, user)


def test_she_may_where_two_persons_are_enough(inside, waiting):
    actions.let_two_persons_be_enough(is_enough=True, by=SYSTEM)
    with granting(inside.assurer_user, APPROVE, everywhere=True) as user:
        assert approve(waiting, user).state == "current"


def test_an_editor_may_not_even_then(inside, waiting):
    actions.let_two_persons_be_enough(is_enough=True, by=SYSTEM)
    with granting(inside.modeller_user, APPROVE, everywhere=True) as user, pytest.raises(FourEyesError):
        approve(waiting, user)


def test_it_is_said_once_and_taken_back(inside):
    for is_enough in (True, True, False):
        actions.let_two_persons_be_enough(is_enough=is_enough, by=SYSTEM)
        assert queries.two_persons_are_enough() is is_enough
    assert FactorySettings.objects.count() == 1


@pytest.mark.parametrize("user", ["chief_user", "assurer_user", "leader_user"])
def test_only_who_runs_the_factory_says_it(inside, user):
    with pytest.raises(PermissionDenied):
        actions.let_two_persons_be_enough(is_enough=True, by=getattr(inside, user))
    assert not queries.two_persons_are_enough()


def test_it_holds_in_one_municipality_alone(fjordvik, sundby):
    with tenant(fjordvik):
        actions.let_two_persons_be_enough(is_enough=True, by=SYSTEM)
    with tenant(sundby):
        assert not queries.two_persons_are_enough()


def test_the_factory_page_shows_it_to_nobody_else(enter, made):
    page = enter(made.chief_user).get("/publishing/").content.decode()
    assert "Two persons are enough" not in page
    assert enter(made.chief_user).post("/publishing/rules/", {"two_persons": "1"}).status_code == 403
