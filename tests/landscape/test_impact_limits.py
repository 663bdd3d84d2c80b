"""Questions about very much: rings, hubs, and what takes too long."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from grunnmur.core.clock import now
from grunnmur.core.periods import Period
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.queries.impact import Question, fetching, impact
from grunnmur.landscape.rules.propagation import TooFarError
from tests.factories_landscape import SYSTEM, make_element, make_relation

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


def test_ring_of_three_thousand_systems_ends_and_stops_at_a_feed_that_is_not_required(here):
    size = 1_500
    systems, interfaces = make_many("system", size), make_many("interface", size)
    relate_all("offers", list(zip(systems, interfaces, strict=True)))
    relate_all("feeds", list(zip(interfaces, [*systems[1:], systems[0]], strict=True)))
    answer = ask(systems[0])
    assert answer.counts.count == 2 * size - 1
    assert not answer.counts.is_at_least
    assert answer.counts.more_than is None
    assert max(row.distance for row in answer.reached) == 2 * size - 1
    Relation.objects.filter(kind="feeds", src=interfaces[100]).update(strength=1)
    answer = ask(systems[0])
    assert answer.counts.count == 202
    assert (answer.reached[-1].thing.id, answer.reached[-1].level) == (systems[101].pk, 2)


@pytest.fixture
def hub(here):
    """A system that 5,010 steps use, of one process."""
    system, process = make_element("system", "Felles"), make_element("process", "P")
    steps = make_many("activity", 5_010)
    relate_all("supports", [(system, step) for step in steps])
    make_relation("has_step", process, steps[0])
    return system


def test_more_than_the_limit_is_never_told_as_a_total(hub):
    answer = ask(hub)
    assert answer.counts.is_at_least
    assert answer.counts.more_than == 5_000
    assert answer.counts.count == 5_001
    assert {row.distance for row in answer.reached} == {1}
    assert len(answer.rows) == 100


def test_just_below_the_limit_is_a_total(hub):
    spare = [f"activity {number}" for number in range(1, 12)]
    Relation.objects.filter(kind="supports", dst__name__in=spare).delete()
    answer = ask(hub)
    assert answer.counts.count == 5_000
    assert answer.reached[0].distance == 1
    assert answer.reached[-1].thing.name == "P"
    assert not answer.counts.is_at_least


def test_question_that_takes_too_long_is_refused_and_the_next_one_answered(hub, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "LONGEST_MS", 1)
        with pytest.raises(TooFarError, match=r"\.$"):
            ask(hub)
    assert ask(hub).counts.count == 5_001


def test_time_limit_ends_with_the_question(hub):
    with connection.cursor() as cursor:
        before = shown(cursor)
        ask(hub)
        assert shown(cursor) == before


def shown(cursor) -> str:
    cursor.execute("SHOW statement_timeout")
    return cursor.fetchone()[0]
