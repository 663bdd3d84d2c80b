"""What the gates say, each with the mistake it is there for."""

import pytest

from grunnmur.processes.models import Assignment, Lane, ProcessRole
from grunnmur.publishing.models import Item, LineMember
from grunnmur.publishing.queries import gates
from grunnmur.publishing.rules import GateResult, Level, add_gate, kinds
from tests.factories_processes import CHOICE
from tests.factories_publishing import make_draft, next_draft

pytestmark = pytest.mark.django_db
LOOSE = CHOICE.replace(b'<userTask id="b" name="Avgj', b'<userTask id="loose" name=""/><userTask id="b" name="Avgj')


def said(version, level=Level.ERROR):
    return {result.key for result in gates(version) if result.level is level}


def test_a_draft_that_is_right_has_no_errors(draft):
    assert said(draft) == set()
    assert {"owner", "line_chief", "line_assurer", "title", "approvers"} <= said(draft, Level.OK)


def test_a_lane_that_nobody_said_the_role_of_is_an_error_with_a_way_to_mend_it(draft):
    Lane.objects.filter(name="Leder").update(process_role=None)
    (wrong,) = [result for result in gates(draft) if result.key == "lane"]
    assert "Leder" in wrong.sentence
    assert wrong.mend_url == f"/processes/drafts/{draft.pk}/lanes/"


def test_a_role_that_means_nobody_is_a_warning_that_leads_to_where_one_says_who_it_is(draft):
    ProcessRole.objects.filter(name="Leder").update(binding="unbound", keys=[])
    (warning,) = [result for result in gates(draft) if result.key == "role" and result.level is Level.WARNING]
    assert warning.mend_url == f"/processes/roles/{ProcessRole.objects.get(name='Leder').pk}/"


def test_a_step_wants_exactly_one_who_answers_and_somebody_who_does_it(draft):
    Assignment.objects.filter(step__number="1").delete()
    assert {"accountable", "responsible"} <= said(draft)


def test_what_the_rules_of_drawing_find_stops_or_warns(inside, draft):
    loose = next_draft(inside, draft, LOOSE)
    assert {"L08", "L09"} & said(loose)


@pytest.mark.parametrize(("part", "key"), [("chief", "line_chief"), ("assurer", "line_assurer")])
def test_a_line_without_its_people_is_an_error(draft, part, key):
    LineMember.objects.filter(part=part).delete()
    assert key in said(draft)


def test_nobody_who_owns_it_and_a_title_of_another_are_errors(inside, draft):
    Item.objects.filter(pk=draft.item_id).update(owner_key="")
    make_draft(inside, code="ANNEN", title="Søknad")
    draft.item.refresh_from_db()
    assert {"owner", "title"} <= said(draft)


def test_a_domain_above_adds_a_gate(draft, monkeypatch):
    monkeypatch.setattr(kinds, "_gates", {})
    add_gate("process", lambda _version: [GateResult(key="plays", level=Level.WARNING, message="It never ends.")])
    assert "plays" in said(draft, Level.WARNING)
