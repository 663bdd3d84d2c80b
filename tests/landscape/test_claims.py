"""Relations as sources claim them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grunnmur.core.clock import at, now, today
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.landscape import actions
from grunnmur.landscape.models import Element, KindPair, Relation, RelationClaim
from grunnmur.landscape.rules import Claim, ElementKey, IllegalRelationsError, KeptBySourceError, NewElement
from tests.factories_landscape import SYSTEM, claim, key_of, live, make_element, make_relation, nobody

RelationEvent = Relation.pgh_event_model


@pytest.fixture
def process(here):
    return make_element("process", "Ansettelse")


@pytest.fixture
def step(here):
    return make_element("activity", "Registrer")


@pytest.fixture
def system(here):
    return make_element("system", "Fagsystem X")


def claim_all(*wanted, ref="p1", source="process"):
    return actions.claim_relations(source, ref, wanted, by=SYSTEM)


def test_two_sources_claim_one_relation_and_it_lives_until_both_are_gone(step, system):
    make_relation("supports", system, step)
    claim_all(claim("supports", system, step))
    assert Relation.objects.count() == 1
    claim_all()
    assert live("supports", system, step)
    with at(now() + timedelta(days=3)):
        actions.end_relation(Relation.objects.get().pk, by=SYSTEM)
        ended = Relation.objects.get()
        assert Period.from_range(ended.valid).upper == today()
        assert Period.from_range(ended.valid).last_day == today() - timedelta(days=1)


def test_relation_opened_and_closed_on_one_day_leaves_no_empty_period(step, system):
    claim_all(claim("supports", system, step))
    claim_all()
    assert Relation.objects.count() == 0
    assert RelationEvent.objects.filter(pgh_label="delete").count() == 1


def test_publishing_twice_changes_nothing_and_writes_no_history(process, step, system):
    wanted = [claim("has_step", process, step), claim("supports", system, step)]
    claim_all(*wanted)
    before = RelationEvent.objects.count()
    result = claim_all(*wanted)
    assert (result.added, result.ended, result.kept) == (0, 0, 2)
    assert RelationEvent.objects.count() == before


def test_publishing_again_keeps_what_people_said_and_drops_what_vanished(process, step, system):
    other = make_element("activity", "Arkiver")
    claim_all(claim("has_step", process, step), claim("has_step", process, other))
    make_relation("supports", system, other)
    with at(now() + timedelta(days=1)):
        result = claim_all(claim("has_step", process, step))
        assert (result.added, result.ended, result.kept) == (0, 1, 1)
        assert live("supports", system, other)
        assert not live("has_step", process, other)


def test_strength_is_that_of_the_strongest_open_claim(step, system):
    make_relation("supports", system, step, strength=0)
    claim_all(claim("supports", system, step, strength=2))
    assert live("supports", system, step).strength == 2
    claim_all(claim("supports", system, step, strength=1))
    assert live("supports", system, step).strength == 1
    claim_all()
    assert live("supports", system, step).strength == 0


def test_illegal_pairs_and_unknown_elements_are_all_named_and_nothing_is_written(process, step, system):
    missing = Claim("supports", key_of(system), ElementKey("activity", nobody()))
    wanted = [claim("has_step", process, step), claim("supports", step, system), missing]
    with pytest.raises(IllegalRelationsError) as caught:
        claim_all(*wanted)
    assert len(caught.value.problems) == 2
    assert Relation.objects.count() == 0


def test_illegal_pair_by_hand_is_refused(process, system):
    with pytest.raises(IllegalRelationsError):
        make_relation("has_step", system, process)


def insert_raw(src, dst, *types):
    """Write a relation past every action, and let the database check it at once."""
    insert = (
        "INSERT INTO landscape_relation (id, src_id, dst_id, src_type, dst_type, kind, strength, note, valid)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'has_step', 2, '', '[2026-01-01,)')"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [src.pk, dst.pk, *types])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_illegal_pair_by_raw_sql_is_refused(process, system):
    with pytest.raises(IntegrityError, match="relation_legal_pair"):
        insert_raw(system, process, "system", "process")


def test_wrong_type_of_an_end_by_raw_sql_is_refused(process, system):
    with pytest.raises(IntegrityError, match="relation_src_type"):
        insert_raw(system, process, "process", "process")


def test_pairs_of_the_database_cannot_be_changed_by_the_serving_role(here):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        KindPair.objects.create(kind="has_step", src_type="system", dst_type="process")


def test_relation_that_only_a_process_claims_does_not_end_by_hand(step, system):
    claim_all(claim("supports", system, step))
    with pytest.raises(KeptBySourceError, match=r"Prosess|Process"):
        actions.end_relation(Relation.objects.get().pk, by=SYSTEM)


def test_same_relation_from_two_processes_is_claimed_twice(step, system):
    claim_all(claim("supports", system, step), ref="p1")
    claim_all(claim("supports", system, step), ref="p2")
    claim_all(ref="p1")
    assert live("supports", system, step)
    assert RelationClaim.objects.filter(ended_at=None).count() == 1


def test_relation_that_ended_begins_anew(step, system):
    claim_all(claim("supports", system, step))
    with at(now() + timedelta(days=2)):
        claim_all()
    with at(now() + timedelta(days=5)):
        claim_all(claim("supports", system, step))
        assert Relation.objects.count() == 2
        assert live("supports", system, step)


def test_three_hundred_relations_take_few_statements(process, system):
    steps = [make_element("activity") for _ in range(150)]
    wanted = [claim("has_step", process, one) for one in steps] + [claim("supports", system, one) for one in steps]
    with CaptureQueriesContext(
        connection,
    ) as first:
        claim_all(*wanted)
    with CaptureQueriesContext(connection) as second:
        claim_all(*wanted)
    assert Relation.objects.count() == 300
    counted = [len([q for q in each.captured_queries if "SAVEPOINT" not in q["sql"]]) for each in (first, second)]
    assert counted[0] <= 8
    assert counted[1] <= 3


def test_registering_again_changes_only_what_differs(here):
    ref = nobody()
    first = actions.register_elements("process", [NewElement(ref=ref, name="Ansettelse")], domain="processes")
    events = Element.pgh_event_model.objects
    before = events.count()
    again = actions.register_elements("process", [NewElement(ref=ref, name="Ansettelse")], domain="processes")
    assert again == first
    assert events.count() == before
    actions.register_elements("process", [NewElement(ref=ref, name="Ansette")], domain="processes")
    assert Element.objects.get().name == "Ansette"


def test_another_domain_may_not_register_the_type(here):
    with pytest.raises(ValueError, match="registered by processes alone"):
        actions.register_elements("process", [NewElement(ref=nobody(), name="X")], domain="access")


def test_retired_element_loses_its_relations_and_comes_back_without_them(process, step):
    claim_all(claim("has_step", process, step))
    with at(now() + timedelta(days=1)):
        assert actions.retire_elements("activity", [step.ref], domain="processes") == 1
        assert not live("has_step", process, step)
        actions.register_elements("activity", [NewElement(ref=step.ref, name="Registrer")], domain="processes")
    step.refresh_from_db()
    assert step.retired_at is None
    assert not live("has_step", process, step)


def test_element_never_becomes_another_thing(step):
    with pytest.raises(IntegrityError, match="another thing"), transaction.atomic():
        Element.objects.filter(pk=step.pk).update(type="process")


def test_other_municipality_reaches_nothing(fjordvik, sundby):
    with tenant(fjordvik):
        foreign = make_element("system", "Fagsystem X")
    with tenant(sundby):
        own = make_element("activity", "Registrer")
        with pytest.raises(IllegalRelationsError):
            claim_all(claim("supports", foreign, own))
        with pytest.raises(Element.DoesNotExist):
            make_relation("supports", foreign, own)
        with pytest.raises(IntegrityError):
            insert_raw(foreign, own, "process", "activity")
        assert Relation.objects.count() == 0
