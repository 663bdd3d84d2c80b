"""What leaders hear of late reading, and owners of what became valid: as notifications, each in her own rhythm."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core.clock import now
from grunnmur.publishing import actions
from grunnmur.publishing.models import ReadingDuty
from grunnmur.publishing.queries.late_reading import late_teams
from grunnmur.worklist.models import Cadence, Notification
from grunnmur.worklist.rules import notice_named
from tests.factories_organisation import make_employee, make_leader, make_unit
from tests.factories_publishing import make_valid

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
DIGEST = "publishing.late_reading"


@pytest.fixture
def late(inside, draft):
    """Four people who should have read it more than a week before that Monday."""
    version = make_valid(inside, draft)
    ReadingDuty.objects.update(due_date=MONDAY - timedelta(days=8))
    return version


def digests():
    return list(Notification.objects.filter(kind=DIGEST))


def test_a_leader_hears_once_a_week_who_of_hers_is_late(inside, late):
    actions.remind(MONDAY)
    (told,) = digests()
    assert told.person_id == inside.leader.pk
    assert told.params == {"count": 3, "titles": "Søknad"}  # she herself is led by somebody else
    assert told.subject_id == late.pk


@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 6])
def test_on_other_days_nothing_is_told(late, days):
    actions.remind(MONDAY + timedelta(days=days))
    assert digests() == []


def test_what_is_not_late_enough_confirmed_or_lapsed_is_not_told(inside, late):
    ReadingDuty.objects.filter(person=inside.chief).update(due_date=MONDAY - timedelta(days=7))
    ReadingDuty.objects.filter(person=inside.modeller).update(confirmed_at=now())
    ReadingDuty.objects.filter(person=inside.assurer).update(lapsed_at=now())
    actions.remind(MONDAY)
    assert digests() == []


def test_a_leader_who_is_late_herself_is_told_of_to_the_next_one_up(inside, late):
    above = make_leader(inside.top, name="Tora Topp")
    actions.remind(MONDAY)
    told = {row.person_id: row.params["count"] for row in digests()}
    assert told == {inside.leader.pk: 3, above.pk: 1}


def test_the_nearest_leader_is_told_and_not_those_above(inside, late):
    make_leader(inside.top, name="Tora Topp")
    teams = {team.leader_id: team.people for team in late_teams(MONDAY)}
    assert teams[inside.leader.pk] == 3


def test_more_late_people_in_more_units_cost_no_more_statements(inside, late):
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            late_teams(MONDAY)
        counts.append(len(seen))
        unit = make_unit(f"Enhet {number}", parent=inside.top)
        make_leader(unit, name=f"Leder {number}")
        demand = ReadingDuty.objects.first().demand
        for other in range(4):
            person = make_employee(unit, f"Leser {number}{other}")
            ReadingDuty.objects.create(demand=demand, person=person, because=["x"], due_date=MONDAY - timedelta(days=9))
    assert counts[0] == counts[1] <= 5


def test_the_digest_comes_weekly_and_information_daily_unless_somebody_says_otherwise():
    assert notice_named(DIGEST).cadence == Cadence.WEEKLY
    assert notice_named("publishing.information").cadence == Cadence.DAILY


def test_owner_and_author_hear_that_it_is_valid(inside, draft):
    version = make_valid(inside, draft)
    rows = Notification.objects.filter(kind="publishing.information", subject_id=version.pk)
    assert {row.person_id for row in rows} == {inside.leader.pk, inside.modeller.pk}


def test_an_owner_hears_of_a_correction_and_who_made_it_does_not(inside, draft):
    base = make_valid(inside, draft)
    correction = actions.start_version(base.item_id, by=inside.modeller_user)
    Notification.objects.all().delete()
    actions.correct_version(correction.pk, change_note="En lenke er byttet.", by=inside.assurer_user)
    rows = list(Notification.objects.filter(kind="publishing.information"))
    assert {row.person_id for row in rows} == {inside.leader.pk, inside.modeller.pk}
    assert {row.message for row in rows} == {"%(title)s was corrected, and is valid as version %(version)s."}
