"""A hire is called off though accesses were given for it; what was handed out early is asked back."""

import pytest

from grunnmur.access import actions
from grunnmur.access.actions.grants import NewGrant, write_grant
from grunnmur.access.models import Fulfilment, Grant, Held, IssuedThing
from grunnmur.access.rules import Target
from grunnmur.core.clock import now
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from tests.factories_access import START, permission_of
from tests.factories_organisation import SYSTEM

pytestmark = pytest.mark.django_db


def test_what_was_given_for_a_hire_does_not_keep_it_from_being_called_off(house, fjordvik):
    with tenant(fjordvik):
        work = Employment.objects.get(person=house.newcomer)
        given = NewGrant(
            person_id=house.newcomer.pk,
            target=Target(role_id=house.roles["Vikar"].pk),
            period=Period(START),
            reason="Trengs fra første dag",
            source=Grant.Source.LEADER,
            employment_id=work.pk,
        )
        write_grant(given, by=SYSTEM)
        IssuedThing.objects.create(person=house.newcomer, permission=permission_of("PC"), issued_at=now())
        actions.sync_fulfilments([house.newcomer.pk])
        organisation.cancel_hire(work.pk, by=SYSTEM)
        assert not Employment.objects.filter(pk=work.pk).exists()
        assert not Grant.objects.filter(person=house.newcomer).exists()
        assert not Held.objects.filter(person=house.newcomer).exists()
        left = Fulfilment.objects.get(person=house.newcomer, state=Fulfilment.State.OPEN)
        assert (left.operation, left.permission_id) == ("take_back", permission_of("PC").pk)


def test_what_another_employment_was_given_stays(house, fjordvik):
    with tenant(fjordvik):
        actions.give(
            house.adviser.pk,
            Target(role_id=house.roles["Vikar"].pk),
            by=SYSTEM,
            period=Period(START),
            reason="Trengs",
        )
        organisation.cancel_hire(Employment.objects.get(person=house.newcomer).pk, by=SYSTEM)
        assert Grant.objects.filter(person=house.adviser).count() == 1
