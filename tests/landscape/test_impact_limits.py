"""Questions about very much: rings, hubs, and what takes too long."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from grunnmur.core.clock import now
from grunnmur.core.periods import Period
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.queries.impact import Question, asking, fetching, impact
from grunnmur.landscape.rules.propagation import TooFarError
from tests.factories_landscape import SYSTEM, make_element, make_relation

RING = 1_500
EVER = Period(date(2020, 1, 1)).to_range()


def make_many(element_type: str, count: int) -> list[Element]:
    refs = [uuid4() for _ in range(count)]
    rows = [
        Element(type=element_type, id=ref, ref=ref, name=f"{element_type} {number}", changed_at=now())
        for number, ref in enumerate(refs)
    ]
    return Element.objects.bulk_create(rows, batch_size=1_000)


def relate_all(kind: str, pairs: list[tuple[Element, Element]], *, strength: int = 2) -> None:
    rows = [
        Relation(src=src, dst=dst, src_type=src.type, dst_type=dst.type, kind=kind, strength=strength, valid=EVER)
        for src, dst in pairs
    ]
    Relation.objects.bulk_create(rows, batch_size=1_000)


def ask(origin: Element, **more: object):
    return impact(Question(origins=(origin.pk,), **more), seen_by=SYSTEM)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Let questions take their time: these tests are about what is answered, on however busy a machine."""
    monkeypatch.setattr(fetching, "LONGEST_MS", 60_000)


@pytest.fixture
def ring(here):
    """The first of 1,500 systems, each with an interface that the next one needs."""
    systems, interfaces = make_many("system", RING), make_many("interface", RING)
    relate_all("offers", list(zip(systems, interfaces, strict=True)))
    relate_all("feeds", list(zip(interfaces, [*systems[1:], systems[0]], strict=True)))
    return systems[0]


def test_ring_of_three_thousand_ends_and_stops_at_a_feed_that_is_not_required(ring):
    answer = ask(ring)
    assert answer.counts.count == 2 * RING - 1
    assert not answer.counts.is_at_least
    assert answer.counts.more_than is None
    assert max(row.distance for row in answer.reached) == 2 * RING - 1
    interface = Element.objects.get(type="interface", name="interface 100")
    Relation.objects.filter(kind="feeds", src=interface).update(strength=1)
    answer = ask(ring)
    assert answer.counts.count == 202
    assert (answer.reached[-1].thing.name, answer.reached[-1].level) == ("system 101", 2)


def test_at_most_five_thousand_are_ever_told_as_a_total():
    assert fetching.LIMIT == 5_001


@pytest.fixture
def hub(here, monkeypatch):
    """A system that 60 steps use, of one process, where at most 50 are told as a total."""
    monkeypatch.setattr(asking, "LIMIT", 51)
    system, process = make_element("system", "Felles"), make_element("process", "P")
    steps = make_many("activity", 60)
    relate_all("supports", [(system, step) for step in steps])
    make_relation("has_step", process, steps[0])
    return system


def test_more_than_the_limit_is_never_told_as_a_total(hub):
    answer = ask(hub)
    assert answer.counts.is_at_least
    assert answer.counts.more_than == 50
    assert answer.counts.count == 51
    assert [(one.type, one.count) for one in answer.counts.types] == [("activity", 51)]
    assert {row.distance for row in answer.reached} == {1}
    assert len(answer.rows) == 51


def test_just_at_the_limit_is_a_total(hub):
    spare = [f"activity {number}" for number in range(1, 12)]
    Relation.objects.filter(kind="supports", dst__name__in=spare).delete()
    answer = ask(hub)
    assert answer.counts.count == 50
    assert not answer.counts.is_at_least
    assert answer.reached[-1].thing.name == "P"


def test_types_lead_further_than_the_first_hand_when_there_is_too_much(here, monkeypatch):
    monkeypatch.setattr(asking, "LIMIT", 4)
    system, step, process = make_element("system"), make_element("activity"), make_element("process", "P")
    make_relation("supports", system, step)
    make_relation("has_step", process, step)
    service = make_element("service", "T")
    make_relation("realizes", process, service, strength=2)
    make_relation("contributes", service, make_element("goal"))
    assert [row.distance for row in ask(system).reached] == [1]
    answer = ask(system, types=frozenset({"service"}))
    assert answer.counts.is_at_least
    assert [(row.thing.name, row.distance) for row in answer.reached] == [("T", 3)]


def test_question_that_takes_too_long_is_refused_and_the_next_one_answered(ring, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "LONGEST_MS", 1)
        with pytest.raises(TooFarError, match=r"\.$"):
            ask(ring)
    assert ask(ring).counts.count


def test_time_limit_ends_with_the_question(hub):
    with connection.cursor() as cursor:
        before = shown(cursor)
        ask(hub)
        assert shown(cursor) == before


def shown(cursor) -> str:
    cursor.execute("SHOW statement_timeout")
    return cursor.fetchone()[0]
