"""What must not change the answer does not, and what must move it moves it by exactly that."""

from dataclasses import fields, replace
from random import Random

import pytest

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.facts import Definitions, People, Permission, UnitParent
from grunnmur.core.periods import BEGINNING, END
from tests.access.derivation.oracle import WINDOW
from tests.access.derivation.worlds import dense_world

SEEDS = range(3_000, 3_080)


def derived(people, definitions, **options):
    return derive(people, Compiled(definitions), **options)


def everything(people, definitions):
    answer = derived(people, definitions)
    return dict(answer.held), answer.withheld, answer.digests()


def changed_rows(facts, change):
    """Return the facts with every row changed; definitions and people alike."""
    return replace(facts, **{field.name: tuple(map(change, getattr(facts, field.name))) for field in fields(facts)})


def shuffled(facts, random):
    return replace(
        facts,
        **{
            field.name: tuple(random.sample(rows, len(rows)))
            for field in fields(facts)
            for rows in [getattr(facts, field.name)]
        },
    )


def moved(number, days):
    return number if number in {BEGINNING, END} else number + days


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_order_of_facts_never_matters(seed):
    people, definitions = dense_world(seed)
    random = Random(seed)  # noqa: S311  # a shuffle, no secret
    mixed = shuffled(people, random), shuffled(definitions, random)
    assert everything(*mixed) == everything(people, definitions)


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_second_derive_with_the_same_compiled_definitions_is_equal(seed):
    people, definitions = dense_world(seed)
    compiled = Compiled(definitions)
    first = derive(people, compiled)
    second = derive(people, compiled)
    assert dict(first.held) == dict(second.held)
    assert first.withheld == second.withheld
    assert first.digests() == second.digests() == derived(people, definitions).digests()


@pytest.mark.parametrize("seed", SEEDS)
def test_shifting_all_dates_shifts_the_answer_and_nothing_else(seed):
    people, definitions = dense_world(seed)
    days = 1_000

    def shift(row):
        return row._replace(lower=moved(row.lower, days), upper=moved(row.upper, days))

    later = derived(changed_rows(people, shift), changed_rows(definitions, shift))
    now = derived(people, definitions)
    assert later.withheld == tuple(map(shift, now.withheld))
    for person, rows in now.held.items():
        floors = [None if row.early_floor is None else moved(row.early_floor, days) for row in rows]
        expected = [shift(row)._replace(early_floor=f) for row, f in zip(rows, floors, strict=True)]
        assert list(later.held[person]) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_splitting_a_rule_in_time_changes_only_what_it_is_called(seed):
    people, definitions = dense_world(seed)
    day = WINDOW.start + 30
    parts = []
    for rule in definitions.rules:
        if rule.lower < day < rule.upper:
            parts += [rule._replace(upper=day), rule._replace(id=f"{rule.id}+", lower=day)]
        else:
            parts.append(rule)
    # How early something may start is bounded by the rule's own first day, so that is left out here.
    plain = tuple(row._replace(pre_start_days=0) for row in definitions.permissions)
    whole = replace(definitions, permissions=plain)
    assert days_held(people, replace(whole, rules=tuple(parts))) == days_held(people, whole)


@pytest.mark.parametrize("seed", SEEDS)
def test_splitting_a_rule_by_its_values_changes_only_what_it_is_called(seed):
    people, definitions = dense_world(seed)
    parts = []
    for rule in definitions.rules:
        minus = tuple(named for named in rule.units if named.is_minus)
        plus = [named for named in rule.units if not named.is_minus]
        units = [(*minus, named) for named in plus] or [minus]
        functions = [frozenset({one}) for one in sorted(rule.functions)] or [rule.functions]
        halves = [rule._replace(units=some, functions=few) for some in units for few in functions]
        parts += [half._replace(id=f"{rule.id}.{number}") for number, half in enumerate(halves)]
    assert days_held(people, replace(definitions, rules=tuple(parts))) == days_held(people, definitions)


def days_held(people, definitions):
    """Return who holds what where and when, and what is withheld, without the names of rules."""
    answer = derived(people, definitions)
    held = {(row.person, *row[1:6], row.ends_at) for rows in answer.held.values() for row in rows}
    return held, {row[:5] for row in answer.withheld if row.cause == "leave"}


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_moving_a_unit_there_and_back_on_one_day_changes_nothing(seed):
    people, definitions = dense_world(seed)
    day = WINDOW.start + 25
    parents = []
    for row in definitions.parents:
        if row.lower < day < row.upper:
            parents += [row._replace(upper=day), row._replace(lower=day)]
        else:
            parents.append(row)
    assert everything(people, replace(definitions, parents=tuple(parents))) == everything(people, definitions)


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_deriving_some_persons_gives_their_part_of_deriving_all(seed):
    people, definitions = dense_world(seed)
    both = derived(people, definitions)
    for person in both.held:
        alone = derived(people, definitions, persons=[person])
        assert dict(alone.held) == {person: both.held[person]}
        assert alone.withheld == tuple(row for row in both.withheld if row.person == person)


def test_person_without_employment_is_derived_to_nothing_when_asked_for():
    alone = derived(People(), Definitions(), persons=["nobody"])
    assert dict(alone.held) == {"nobody": ()}
    assert alone.withheld == ()


def test_adding_what_concerns_nobody_changes_nothing():
    people, definitions = dense_world(SEEDS[0])
    more = replace(
        definitions,
        parents=(*definitions.parents, UnitParent("far", "away", "line", BEGINNING, END)),
        permissions=(*definitions.permissions, Permission("aaa", 5, True, BEGINNING, END)),
    )
    assert everything(people, more) == everything(people, definitions)
