"""Links of versions: the gate that finds broken ones, and who is told when something is withdrawn."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core.links import Ref, links_to
from grunnmur.publishing import actions
from grunnmur.publishing.models import Item
from grunnmur.publishing.queries import gates
from grunnmur.publishing.queries.references import items_leading_to_item
from grunnmur.publishing.rules import Level, Reference, item_ref, kind_named, kinds
from grunnmur.worklist.models import Task
from tests.factories_organisation import SYSTEM
from tests.factories_publishing import make_draft, make_valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads(monkeypatch):
    """Return a function that lets every draft lead to these, and items lead to what is withdrawn."""

    def lead(*references, source=None):
        process = replace(
            kind_named("process"),
            links=lambda _version: references,
            linked_from=lambda ref: [source] if source and ref in {one.ref for one in references} else [],
        )
        monkeypatch.setitem(kinds._kinds, "process", process)

    return lead


def said(version):
    return [result for result in gates(version) if result.key == "links"]


def test_a_kind_without_links_is_not_asked(draft, monkeypatch):
    monkeypatch.setitem(kinds._kinds, "process", replace(kind_named("process"), links=None))
    assert said(draft) == []


def test_a_version_whose_links_all_lead_somewhere_is_right(inside, draft, leads):
    other = make_valid(inside, make_draft(inside, code="ANNEN", title="Annen"))
    leads(Reference(ref=item_ref(other.item_id), label="Annen"))
    (right,) = said(draft)
    assert right.level is Level.OK


def test_a_link_to_what_is_withdrawn_is_an_error_that_says_where_to_mend_it(inside, draft, leads):
    other = make_valid(inside, make_draft(inside, code="ANNEN", title="Annen"))
    actions.withdraw_version(other.pk, reason="Slått sammen.", by=SYSTEM)
    leads(Reference(ref=item_ref(other.item_id), label="Se her", anchor="b", mend_url="/mend/"))
    (wrong,) = said(draft)
    assert wrong.level is Level.ERROR
    assert "Se her" in wrong.sentence
    assert "Annen" in wrong.sentence
    assert wrong.mend_url == "/mend/"


def test_a_link_to_what_is_gone_is_an_error_whatever_it_led_to(draft, leads):
    leads(Reference(ref=item_ref(uuid4()), label="En"), Reference(ref=Ref("process", uuid4()), label="To"))
    wrong = said(draft)
    assert [result.level for result in wrong] == [Level.ERROR, Level.ERROR]
    assert len({result.name for result in wrong}) == 2


def test_a_link_to_what_is_not_valid_yet_is_a_warning(inside, draft, leads):
    other = make_draft(inside, code="ANNEN", title="Annen")
    leads(Reference(ref=item_ref(other.item_id)))
    (warning,) = said(draft)
    assert warning.level is Level.WARNING


def test_whoever_owns_what_leads_to_a_withdrawn_item_is_asked_to_mend_it(inside, draft, leads):
    source = make_valid(inside, draft)
    target = make_valid(inside, make_draft(inside, code="ANNEN", title="Annen"))
    leads(Reference(ref=item_ref(target.item_id)), source=source.item_id)
    assert [item.pk for item in items_leading_to_item(target.item_id)] == [source.item_id]
    actions.withdraw_version(target.pk, reason="Slått sammen.", by=SYSTEM)
    task = Task.objects.get(kind="publishing.broken_link")
    assert (task.group_key, task.subject_id) == (f"leader:{inside.unit.pk}", source.item_id)


def test_nobody_is_asked_when_nothing_leads_to_what_is_withdrawn(inside, draft):
    actions.withdraw_version(make_valid(inside, draft).pk, reason="Ute av bruk.", by=SYSTEM)
    assert not Task.objects.filter(kind="publishing.broken_link").exists()


def test_a_link_to_an_item_leads_to_where_it_is_read_for_its_readers_only(inside, draft):
    ref = item_ref(draft.item_id)
    assert links_to([ref], seen_by=inside.leader_user) == {}
    make_valid(inside, draft)
    assert links_to([ref], seen_by=inside.leader_user)[ref].url == "/processes/SOK/"
    Item.objects.filter(pk=draft.item_id).update(audience=["unit:" + str(uuid4())])
    assert links_to([ref], seen_by=inside.leader_user) == {}


def test_more_links_cost_no_more_statements(inside, draft, leads):
    others = [make_draft(inside, code=f"A{number}", title=f"A{number}") for number in range(4)]
    references = [Reference(ref=item_ref(other.item_id)) for other in others]
    counts = []
    for some in (references[:1], references):
        leads(*some)
        with CaptureQueriesContext(connection) as seen:
            gates(draft)
        counts.append(len(seen))
    assert counts[0] == counts[1]
