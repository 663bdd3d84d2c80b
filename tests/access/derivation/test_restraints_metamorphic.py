"""What must not change conflicts and seats does not."""

from dataclasses import fields, replace
from random import Random

import pytest

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.facts import Grant, PoolQuantity
from grunnmur.core.periods import BEGINNING, END
from tests.access.derivation.oracle import WINDOW
from tests.access.derivation.restrained import contended_world

SEEDS = range(7_000, 7_060)
FIRST = WINDOW.start + 15


def derived(people, definitions, **options):
    return derive(people, Compiled(definitions), **{"sweep_from": FIRST, **options})


def settled(seed):
    """Return a world whose seats are those that a sweep gave."""
    people, definitions = contended_world(seed)
    return replace(people, seats=derived(people, definitions).seats), definitions


def found(answer):
    return answer.withheld, answer.clashes, answer.seats


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_order_of_facts_never_matters_to_conflicts_and_seats(seed):
    people, definitions = contended_world(seed)
    random = Random(seed)  # noqa: S311  # a shuffle, no secret

    def shuffled(facts):
        lists = {field.name: getattr(facts, field.name) for field in fields(facts)}
        return replace(facts, **{name: tuple(random.sample(rows, len(rows))) for name, rows in lists.items()})

    assert found(derived(shuffled(people), shuffled(definitions))) == found(derived(people, definitions))


@pytest.mark.parametrize("seed", SEEDS)
def test_second_sweep_on_the_same_or_a_later_day_changes_nothing(seed):
    people, definitions = settled(seed)
    for later in (FIRST, FIRST + 1, FIRST + 9, FIRST + 30):
        again = derived(people, definitions, sweep_from=later)
        assert again.seats == people.seats
        assert again.withheld == derived(people, definitions, sweep_from=None).withheld


@pytest.mark.parametrize("seed", SEEDS)
def test_sweep_after_one_person_changed_equals_that_of_everyone(seed):
    people, definitions = settled(seed)
    grant = Grant("new", "kim", None, "r0", None, None, None, FIRST + seed % 20 - 5, END)
    changed = replace(people, grants=(*people.grants, grant))
    whole, alone = derived(changed, definitions), derived(changed, definitions, persons=["kim"])
    assert alone.seats == whole.seats
    assert alone.clashes == tuple(row for row in whole.clashes if row.person == "kim")
    assert alone.withheld == tuple(row for row in whole.withheld if row.person == "kim")


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_who_sits_is_made_to_stand_by_a_smaller_number(seed):
    people, definitions = settled(seed)
    none_left = tuple(row for row in definitions.quantities if row.unit is None)
    fewer = replace(
        definitions, quantities=tuple(PoolQuantity("pool", None, 0, row.lower, row.upper) for row in none_left)
    )
    after = {(row.person, row.lower): row for row in derived(people, fewer).seats}
    sitting = [row for row in people.seats if row.is_seated and row.lower <= FIRST < row.upper]
    for row in sitting:
        still = [one for one in after.values() if one.person == row.person and one.lower <= FIRST < one.upper]
        assert [one.is_seated for one in still] == [True]


@pytest.mark.parametrize("seed", SEEDS)
def test_shifting_all_dates_shifts_clashes_and_seats(seed):
    people, definitions = contended_world(seed)

    def moved(number):
        return number if number in {BEGINNING, END} else number + 1_000

    def shift(row):
        dates = {name: moved(getattr(row, name)) for name in ("lower", "upper", "wanted_from") if hasattr(row, name)}
        return row._replace(**dates)

    def shifted(facts):
        return replace(facts, **{field.name: tuple(map(shift, getattr(facts, field.name))) for field in fields(facts)})

    later = derived(shifted(people), shifted(definitions), sweep_from=FIRST + 1_000)
    now = derived(people, definitions)
    assert later.clashes == tuple(map(shift, now.clashes))
    assert later.seats == tuple(map(shift, now.seats))
    assert later.withheld == tuple(map(shift, now.withheld))
