"""What depends on what: questions to the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grunnmur.core.clock import at, now, today
from grunnmur.landscape import actions
from grunnmur.landscape.catalogue import LANGUAGES, Policy
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.queries.impact import Arc, Group, Overlay, Question, StepsHit, Way, impact
from grunnmur.landscape.rules.propagation import TooManyOriginsError
from tests.factories_landscape import SYSTEM, make_element, make_relation, nobody


def ask(*origins, seen_by=SYSTEM, **more):
    question = {name: more.pop(name) for name in ("policy", "way", "on", "overlay", "types", "hops") if name in more}
    return impact(Question(origins=tuple(one.pk for one in origins), **question), seen_by=seen_by, **more)


def told(answer):
    """Level and distance by name."""
    return {row.thing.name: (row.level, row.distance) for row in answer.reached}


@pytest.fixture
def hiring(here):
    """A process of eleven steps, three of them done in a system of a supplier."""
    things = {
        "supplier": make_element("supplier", "Leverandør V"),
        "system": make_element("system", "Fagsystem X"),
        "process": make_element("process", "Barnevernssak"),
        "service": make_element("service", "Barnevern"),
        "goal": make_element("goal", "Trygg oppvekst"),
    }
    steps = [make_element("activity", f"Steg {number}") for number in range(10)]
    things["step"] = make_element("activity", "Registrer melding")
    make_relation("supplies", things["supplier"], things["system"])
    make_relation("realizes", things["process"], things["service"], strength=2)
    make_relation("contributes", things["service"], things["goal"])
    for number, step in enumerate([*steps, things["step"]]):
        make_relation("has_step", things["process"], step)
        if number > 7:
            make_relation("supports", things["system"], step)
    return things


def test_supplier_down_stops_the_system_its_steps_and_the_process_and_degrades_the_goal(hiring):
    answer = ask(hiring["supplier"])
    assert told(answer) == {
        "Fagsystem X": (3, 1),
        "Steg 8": (3, 2),
        "Steg 9": (3, 2),
        "Registrer melding": (3, 2),
        "Barnevernssak": (3, 3),
        "Barnevern": (3, 4),
        "Trygg oppvekst": (2, 5),
    }
    groups = [(row.thing.name, row.group) for row in answer.reached]
    assert groups[0] == ("Fagsystem X", Group.DIRECT)
    assert groups[-1] == ("Trygg oppvekst", Group.DEGRADED)
    assert {group for _name, group in groups[1:-1]} == {Group.STOPS}
    (process,) = [row for row in answer.rows if row.thing.type == "process"]
    assert process.steps == StepsHit(3, 11)
    assert {row.steps for row in answer.rows if row.thing.type != "process"} == {None}


def test_optional_use_is_degraded_and_travels_no_further(here):
    system, step, process = make_element("system"), make_element("activity", "Steg"), make_element("process", "P")
    make_relation("supports", system, step, strength=0)
    make_relation("has_step", process, step)
    assert told(ask(system)) == {"Steg": (2, 1)}


def test_leak_reaches_information_and_processing_but_neither_what_follows_nor_the_supplier(here):
    system, supplier = make_element("system", "S"), make_element("supplier", "V")
    information, processing = make_element("information", "I"), make_element("processing", "B")
    step, after, process = make_element("activity", "1"), make_element("activity", "2"), make_element("process", "P")
    make_relation("supplies", supplier, system)
    make_relation("masters", system, information)
    make_relation("handles", processing, information)
    make_relation("supports", system, step)
    make_relation("has_step", process, step)
    make_relation("followed_by", step, after)
    answer = ask(system, policy=Policy.CONFIDENTIALITY)
    assert told(answer) == {"I": (3, 1), "B": (3, 2)}
    with translation.override("en"):
        assert answer.rows[0].sentence == "I → has its main source in S"
        assert answer.level_words[3] == "is exposed"


def test_changed_law_is_checked_in_what_it_rules_and_stops_nothing(here):
    law, requirement, system = (
        make_element("law", "Lov"),
        make_element("requirement", "Krav"),
        make_element("system", "S"),
    )
    step, document = make_element("activity", "Steg"), make_element("document", "Rutine")
    assessment, process = make_element("assessment", "ROS"), make_element("process", "P")
    make_relation("governs", law, requirement)
    make_relation("applies_to", requirement, system)
    make_relation("assesses", assessment, system)
    make_relation("supports", system, step)
    make_relation("has_step", process, step)
    make_relation("documents", document, step)
    answer = ask(law, policy=Policy.LEGAL)
    assert told(answer) == {"Krav": (1, 1), "S": (1, 2), "ROS": (1, 3), "Steg": (1, 3)}
    make_relation("governs", law, step)
    assert told(ask(law, policy=Policy.LEGAL)) | {"Steg": (1, 1), "Rutine": (1, 2), "P": (1, 2)} == told(
        ask(law, policy=Policy.LEGAL)
    )
    assert {row.level for row in ask(law, policy=Policy.LEGAL).reached} == {1}


def test_what_is_degraded_near_and_stopped_further_away_shows_stopped(here):
    origin, step, other = make_element("system"), make_element("activity", "Steg"), make_element("system", "Annet")
    interface = make_element("interface", "API")
    make_relation("supports", origin, step, strength=0)
    make_relation("offers", origin, interface)
    make_relation("feeds", interface, other, strength=2)
    make_relation("supports", other, step, strength=2)
    answer = ask(origin)
    assert told(answer)["Steg"] == (3, 3)
    assert answer.counts.by_level == {3: 3}


def test_path_is_a_sentence_in_four_languages_with_brackets_where_strength_lessens(hiring):
    (row,) = [row for row in ask(hiring["supplier"]).rows if row.thing.name == "Barnevernssak"]
    sentences = {}
    for language in LANGUAGES:
        with translation.override(language):
            sentences[language] = row.sentence
    assert sentences == {
        "nb": "Barnevernssak → består av «Registrer melding» → bruker Fagsystem X → leveres av Leverandør V",
        "nn": "Barnevernssak → består av «Registrer melding» → bruker Fagsystem X → blir levert av Leverandør V",
        "da": "Barnevernssak → består af »Registrer melding« → bruger Fagsystem X → leveres af Leverandør V",
        "en": "Barnevernssak → consists of “Registrer melding” → uses Fagsystem X → is supplied by Leverandør V",
    }


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "støttende"), ("nn", "støttande"), ("da", "understøttende"), ("en", "supporting")]
)
def test_strength_that_lessens_stands_in_brackets(here, language, word):
    system, step = make_element("system", "S"), make_element("activity", "Steg")
    make_relation("supports", system, step, strength=1)
    with translation.override(language):
        assert ask(system).rows[0].sentence.endswith(f" S ({word})")


def test_path_of_a_need_also_reads_from_the_affected_towards_the_cause(hiring):
    answer = ask(hiring["process"], way=Way.DEPENDENCIES)
    (row,) = [row for row in answer.rows if row.thing.name == "Leverandør V"]
    with translation.override("nb"):
        assert row.sentence == (
            "Barnevernssak → består av «Registrer melding» → bruker Fagsystem X → leveres av Leverandør V"
        )
    assert row.steps is None


def test_rows_are_ordered_by_level_distance_type_and_nordic_name(here):
    system = make_element("system")
    for name in ("Ål", "Aasen", "Berg", "Øst"):
        make_relation("supports", system, make_element("activity", name))
    make_relation("supports", system, make_element("service", "Å"))
    make_relation("supports", system, make_element("activity", "A"), strength=0)
    assert [row.thing.name for row in ask(system).rows] == ["Å", "Aasen", "Berg", "Øst", "Ål", "A"]


def test_rows_may_be_of_some_types_and_hops_and_counts_stay(hiring):
    answer = ask(hiring["supplier"], types=frozenset({"activity"}))
    assert {row.thing.type for row in answer.rows} == {"activity"}
    assert [(one.type, one.count) for one in answer.counts.types] == [
        ("goal", 1),
        ("service", 1),
        ("process", 1),
        ("activity", 3),
        ("system", 1),
    ]
    assert answer.counts.count == 7
    assert answer.counts.by_level == {3: 6, 2: 1}
    near = ask(hiring["supplier"], hops=2)
    assert {row.distance for row in near.rows} == {1, 2}
    assert near.counts == answer.counts


def test_page_of_rows_is_a_part_of_all(hiring):
    whole = ask(hiring["supplier"], size=None)
    assert [*ask(hiring["supplier"], size=4).rows, *ask(hiring["supplier"], start=4, size=4).rows] == [*whole.rows]


def test_several_origins_are_asked_about_together_and_are_not_among_the_rows(hiring):
    answer = ask(hiring["system"], hiring["supplier"])
    assert [thing.name for thing in answer.origins] == ["Fagsystem X", "Leverandør V"]
    assert told(answer)["Registrer melding"] == (3, 1)
    assert "Fagsystem X" not in told(answer)


def test_more_than_twenty_origins_are_refused():
    with pytest.raises(TooManyOriginsError):
        Question(origins=tuple(nobody() for _ in range(21)))


def test_question_begins_somewhere():
    with pytest.raises(ValueError, match="begins at an element"):
        Question(origins=())


def test_unknown_origin_is_not_found(here):
    with pytest.raises(Element.DoesNotExist):
        impact(Question(origins=(nobody(),)), seen_by=SYSTEM)


def test_question_about_another_day_reckons_with_what_was_related_then(here):
    system, step = make_element("system"), make_element("activity", "Steg")
    relation = make_relation("supports", system, step)
    with at(now() + timedelta(days=5)):
        actions.end_relation(relation.pk, by=SYSTEM)
        assert told(ask(system)) == {}
        assert told(ask(system, on=today() - timedelta(days=1))) == {"Steg": (3, 1)}
        assert told(ask(system, on=today() - timedelta(days=6))) == {}


def test_retired_element_is_left_out_from_the_day_it_retired_on(here):
    system, step = make_element("system"), make_element("activity", "Steg")
    make_relation("supports", system, step)
    Element.objects.filter(pk=step.pk).update(retired_at=now())  # past the action, which would end the relation too
    assert told(ask(system)) == {}
    with at(now() + timedelta(days=5)):
        assert told(ask(system)) == {}
        assert told(ask(system, on=today() - timedelta(days=6))) == {}
    Element.objects.filter(pk=step.pk).update(retired_at=now() + timedelta(days=2))
    assert told(ask(system, on=today() + timedelta(days=1))) == {"Steg": (3, 1)}
    assert told(ask(system, on=today() + timedelta(days=2))) == {}


def test_plan_takes_relations_away_and_adds_others_without_writing(hiring):
    other = make_element("system", "Fagsystem Y")
    before = told(ask(hiring["supplier"]))
    relation = Relation.objects.get(dst=hiring["system"], kind="supplies")
    gone = Overlay(removed=frozenset({relation.pk}))
    assert told(ask(hiring["supplier"], overlay=gone)) == {}
    moved = Overlay(
        removed=frozenset({relation.pk}),
        added=(
            Arc(hiring["supplier"].pk, other.pk, "supplies", 2),
            Arc(other.pk, hiring["step"].pk, "supports", 1),
        ),
    )
    answer = ask(hiring["supplier"], overlay=moved)
    assert told(answer) == {
        "Fagsystem Y": (3, 1),
        "Registrer melding": (2, 2),
        "Barnevernssak": (2, 3),
        "Barnevern": (2, 4),
        "Trygg oppvekst": (2, 5),
    }
    assert told(ask(hiring["supplier"])) == before


@pytest.mark.parametrize("processes", [1, 4])
def test_question_costs_the_same_statements_however_much_is_found(here, processes):
    system = make_element("system")
    for _ in range(processes):
        step, process = make_element("activity"), make_element("process")
        make_relation("supports", system, step)
        make_relation("has_step", process, step)
    with CaptureQueriesContext(connection) as captured:
        assert len(ask(system).rows) == 2 * processes
    asked = [
        one["sql"] for one in captured.captured_queries if not one["sql"].startswith(("SAVEPOINT", "ROLLBACK", "SET"))
    ]
    assert len(asked) == 4
