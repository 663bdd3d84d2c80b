"""Deciding what becomes of old documents: what each decision needs and does, who may, and how it is undone."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions, queries
from grunnmur.publishing.actions.likeness import regroup
from grunnmur.publishing.models import Card, IntakeItem, Station, StationStay
from grunnmur.publishing.queries import TidyFilter
from grunnmur.publishing.rules import SEE, TidyError, kind_named, kinds
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user
from tests.factories_publishing import make_draft, make_valid
from tests.factories_tidy import make_documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(inside):
    """Four old documents: two with the same content, two with nearly the same title."""
    return make_documents(inside.line.pk)


def decide(made, rows, decision, *, by=None, **facts):
    verdict = actions.Verdict(decision=decision, **facts)
    return actions.decide_documents(made.line.pk, [row.pk for row in rows], verdict, by=by or made.chief_user)


def fresh(row):
    return IntakeItem.objects.get(pk=row.pk)


@pytest.mark.parametrize("decision", ["rewrite_document", "rewrite_process"])
def test_what_is_worked_on_becomes_a_card_in_the_intake(inside, old, decision):
    decide(inside, old[:2], decision)
    cards = Card.objects.filter(kind="tidy", line=inside.line)
    assert {card.title for card in cards} == {row.title for row in old[:2]}
    assert {card.station.key for card in cards} == {"intake"}
    assert StationStay.objects.filter(card__in=cards, left_at=None).count() == 2
    assert fresh(old[0]).card.title == old[0].title


def test_a_decision_is_noted_with_who_when_and_why(inside, old):
    decide(inside, old[:1], "rewrite_process", reason="Bare en sjekkliste.")
    row = fresh(old[0])
    assert (row.decided_by, row.decided_name, row.reason) == (inside.chief, str(inside.chief_user), row.reason)
    assert row.decided_at is not None
    assert row.reason == "Bare en sjekkliste."


def test_keep_makes_a_draft_where_a_kind_of_content_takes_it(inside, old, monkeypatch):
    item = make_draft(inside).item
    asked = []

    def keep(documents, by):
        asked.extend(documents)
        return {old[0].pk: item.pk}

    monkeypatch.setitem(kinds._kinds, "document", replace(kind_named("document"), keep=keep))
    decide(inside, old[:2], "keep")
    assert {one.path for one in asked} == {row.path for row in old[:2]}
    assert fresh(old[0]).target == item
    assert fresh(old[0]).card is None
    assert fresh(old[1]).card is not None


def test_merge_points_at_what_they_went_into(inside, old):
    item = make_valid(inside, make_draft(inside)).item
    decide(inside, old[:2], "merge", target=" sok ")
    assert fresh(old[0]).target == item
    assert not Card.objects.filter(kind="tidy").exists()


def test_merge_into_what_is_not_there_is_refused(inside, old):
    with pytest.raises(TidyError, match="INGEN"):
        decide(inside, old[:1], "merge", target="ingen")
    assert fresh(old[0]).decision == "undecided"


@pytest.mark.parametrize(
    ("facts", "said"), [({"reason": "Gammelt."}, "archiving"), ({"archiving": "archived"}, "discarded")]
)
def test_discard_needs_both_what_is_said_of_archiving_and_why(inside, old, facts, said):
    with pytest.raises(TidyError, match=said):
        decide(inside, old[:1], "discard", **facts)
    decide(inside, old[:1], "discard", reason="Gammelt.", archiving="not_worthy")
    assert fresh(old[0]).archiving == "not_worthy"


def test_the_database_takes_no_discarding_without_reason(old):
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeItem.objects.filter(pk=old[0].pk).update(decision="discard", decided_at="2026-11-22T12:00Z")


def test_what_was_decided_together_is_undone_together_and_its_cards_go(inside, old):
    batch = decide(inside, old[:3], "rewrite_document")
    assert actions.undo_decision(inside.line.pk, batch, by=inside.chief_user) == 3
    assert not Card.objects.filter(kind="tidy").exists()
    assert {row.decision for row in IntakeItem.objects.all()} == {"undecided"}


def test_what_somebody_has_begun_on_is_not_decided_otherwise(inside, old):
    batch = decide(inside, old[:1], "rewrite_document")
    card = Card.objects.get(kind="tidy")
    actions.move_card(card.pk, Station.Key.MODELLING, by=inside.chief_user)
    for again in (
        lambda: decide(inside, old[:1], "merge", target="SOK"),
        lambda: actions.undo_decision(inside.line.pk, batch, by=inside.chief_user),
    ):
        with pytest.raises(TidyError):
            again()
    assert fresh(old[0]).card == card


def test_another_decision_takes_the_card_of_the_first_away(inside, old):
    decide(inside, old[:1], "rewrite_document")
    decide(inside, old[:1], "discard", reason="Likevel ikke.", archiving="archived")
    assert not Card.objects.filter(kind="tidy").exists()


@pytest.mark.parametrize("user", ["modeller_user", "assurer_user", "leader_user"])
def test_only_who_leads_the_line_decides(inside, old, user):
    with pytest.raises(PermissionDenied):
        decide(inside, old[:1], "keep", by=getattr(inside, user))
    with pytest.raises(PermissionDenied):
        actions.take_back(inside.line.pk, [old[0].pk], by=getattr(inside, user))
    assert fresh(old[0]).decision == "undecided"


def test_a_chief_of_one_line_decides_nothing_in_another(inside, old):
    other = actions.open_line(actions.LineFacts(name="Oppvekst"), by=SYSTEM)
    theirs = make_documents(other.pk)
    with pytest.raises(PermissionDenied):
        actions.decide_documents(other.pk, [theirs[0].pk], actions.Verdict(decision="keep"), by=inside.chief_user)
    with pytest.raises(IntakeItem.DoesNotExist):
        decide(inside, theirs[:1], "keep")


def test_another_municipality_neither_sees_nor_decides(made, fjordvik, sundby):
    with tenant(fjordvik):
        rows = make_documents(made.line.pk)
    with tenant(sundby):
        assert not IntakeItem.objects.exists()
        with pytest.raises(IntakeItem.DoesNotExist):
            actions.decide_documents(made.line.pk, [rows[0].pk], actions.Verdict(decision="keep"), by=SYSTEM)


def test_who_neither_sees_the_factory_nor_has_a_part_does_not_see_the_list(inside):
    stranger = make_user(make_employee(inside.unit, "Frida Fremmed"))
    with pytest.raises(PermissionDenied):
        queries.require_tidy_sight(inside.line.pk, seen_by=stranger)
    assert queries.require_tidy_sight(inside.line.pk, seen_by=inside.modeller_user) is False
    assert queries.require_tidy_sight(inside.line.pk, seen_by=inside.chief_user) is True
    with granting(stranger, SEE, everywhere=True) as user:
        assert queries.require_tidy_sight(inside.line.pk, seen_by=user) is False


def test_deciding_about_more_costs_no_more_statements(inside, old):
    more = make_documents(inside.line.pk, source="arkiv")
    queries.parts_in(inside.line.pk, by=inside.chief_user)  # what she may is asked once a request
    counts = []
    for rows in (old[:1], [*old[1:], *more]):
        with CaptureQueriesContext(connection) as seen:
            decide(inside, rows, "rewrite_process")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_same_content_and_nearly_the_same_title_are_groups(inside, old):
    plan, copy, routine, other_routine = map(fresh, old)
    assert plan.group == copy.group is not None
    assert (plan.has_twin, copy.has_twin) == (True, True)
    assert routine.group == other_routine.group is not None
    assert routine.has_twin is False
    assert plan.group != routine.group


def test_titles_that_say_other_things_are_not_alike(inside):
    rows = make_documents(inside.line.pk, titles=("Beredskapsplan", "Rutine for nøkler", "Reglement for folkevalgte"))
    assert {fresh(row).group for row in rows} == {None}


def test_grouping_twice_writes_nothing(inside, old):
    before = list(IntakeItem.objects.order_by("pk").values_list("pk", "group", "has_twin"))
    regroup(inside.line.pk)
    assert list(IntakeItem.objects.order_by("pk").values_list("pk", "group", "has_twin")) == before


def test_grouping_more_costs_no_more_statements(inside, old):
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            regroup(inside.line.pk)
        counts.append(len(seen))
        make_documents(inside.line.pk, source=f"kilde {number}")
    assert counts[0] == counts[1]


def test_progress_is_the_decided_ones_of_all_and_never_whole_while_one_is_left(inside, old):
    assert queries.tidy_progress()[inside.line.pk] == queries.Progress(0, 4)
    decide(inside, old[:3], "rewrite_document")
    progress = queries.tidy_progress()[inside.line.pk]
    assert (progress.decided, progress.of, progress.percent) == (3, 4, 75)
    assert queries.Progress(999, 1000).percent == 99


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"doubles": "same"}, {0, 1}),
        ({"doubles": "alike"}, {2, 3}),
        ({"doubles": "any"}, {0, 1, 2, 3}),
        ({"owner": "Arkivet"}, {0}),
        ({"text": "nøkler"}, {2, 3}),
        ({"text": "/plan"}, {0}),
        ({"decision": "keep"}, set()),
        ({"batch": uuid4()}, set()),
    ],
)
def test_the_list_is_narrowed(inside, old, wanted, found):
    rows = queries.tidy_page(inside.line.pk, TidyFilter(**wanted)).rows
    assert {row.pk for row in rows} == {old[number].pk for number in found}
    assert queries.tidy_counts(inside.line.pk, TidyFilter(**wanted)).fitting == len(found)


@pytest.mark.parametrize("order", list(queries.Order))
def test_pages_of_every_order_show_each_document_once(inside, old, order):
    IntakeItem.objects.filter(pk=old[0].pk).update(modified_date=date(2009, 3, 1), size=None, group=None)
    wanted, after, seen = TidyFilter(order=order), "", []
    for _page in range(4):
        found = queries.tidy_page(inside.line.pk, wanted, after=after, limit=1)
        seen += [row.pk for row in found.rows]
        after = found.next
    assert after == ""
    assert sorted(seen) == sorted(row.pk for row in old)
