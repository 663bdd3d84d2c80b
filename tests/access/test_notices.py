"""What access tells about who gets in and who was given what cannot be turned off."""

import pytest

from grunnmur.access.actions import desk
from grunnmur.access.actions.requests import carrying_out, following_up
from grunnmur.worklist.actions import set_preferences
from grunnmur.worklist.rules import Cadence, SecurityNoticeError, notice_kinds
from tests.factories_organisation import make_person, make_user

ALWAYS = (desk.NOTICE, desk.OFTEN, carrying_out.NOTICE)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ALWAYS)
def test_a_notice_of_access_cannot_be_turned_off_but_collected(here, kind):
    user = make_user(make_person())
    with pytest.raises(SecurityNoticeError):
        set_preferences({kind: Cadence.OFF}, by=user)
    set_preferences({kind: Cadence.WEEKLY}, by=user)


@pytest.mark.django_db
def test_the_reminder_of_a_request_can_be_turned_off(here):
    set_preferences({following_up.REMINDER: Cadence.OFF}, by=make_user(make_person()))


def test_each_has_a_name_of_its_own_among_the_choices():
    labels = {kind.name: str(kind.label) for kind in notice_kinds()}
    assert {*ALWAYS, following_up.REMINDER} <= labels.keys()
    assert len(set(labels.values())) == len(labels)
