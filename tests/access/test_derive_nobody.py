"""Somebody who has never worked here costs next to nothing to derive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.access.actions.derive import derive_people
from grunnmur.access.models import Digest, Held
from grunnmur.organisation.models import Employment
from tests.factories_access import make_house
from tests.factories_organisation import make_person

pytestmark = pytest.mark.django_db


def test_who_never_worked_here_is_not_derived(here, on_second_of_march):
    make_house()
    person = make_person()

    with CaptureQueriesContext(connection) as seen:
        assert derive_people([person.pk]) == ()
    assert len(seen) <= 5


def test_who_lost_the_last_employment_loses_what_was_derived(here, on_second_of_march):
    adviser = make_house().adviser
    assert Held.objects.filter(person=adviser).exists()
    Employment.objects.filter(person=adviser).delete()

    assert derive_people([adviser.pk]) == (adviser.pk,)
    assert not Held.objects.filter(person=adviser).exists()
    assert not Digest.objects.filter(person=adviser).exists()
