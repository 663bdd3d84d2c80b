from datetime import date, timedelta
from itertools import pairwise
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.periods import Period
from grunnmur.organisation.imports.chains import Segment, Wish, cut, follow, follow_all

ON = date(2026, 11, 22)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def segment(first, last, unit):
    return Segment(uuid4(), Period.through(first, last), {"unit": unit})


def wish(first, last, unit):
    return Wish(Period.through(first, last), {"unit": unit}, {"unit": unit})


def told(chain):
    return [(each.period.lower, each.period.last_day, each.values["unit"]) for each in chain]


@st.composite
def periods(draw):
    first = draw(DAYS)
    return first, draw(st.none() | st.dates(first, date(2028, 6, 30)))


@st.composite
def chains(draw):
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    ends = [*(day - timedelta(days=1) for day in days[1:]), draw(st.none() | st.dates(days[-1], date(2028, 6, 30)))]
    units = draw(st.lists(st.sampled_from("ABC"), min_size=len(days), max_size=len(days)))
    return [segment(first, last, unit) for first, last, unit in zip(days, ends, units, strict=True)]


def stored(chain):
    return [Segment(each.id or uuid4(), each.period, each.values) for each in chain]


@given(chains(), periods(), st.sampled_from("ABC"))
def test_believing_a_file_twice_is_believing_it_once(chain, days, unit):
    once = stored(follow(chain, wish(*days, unit), on=ON))
    assert list(follow(once, wish(*days, unit), on=ON)) == once


@given(chains(), periods(), st.sampled_from("ABC"))
def test_a_chain_never_overlaps_itself_and_ends_when_the_file_says(chain, days, unit):
    after = follow(chain, wish(*days, unit), on=ON)
    for one, two in pairwise(after):
        assert one.period.upper <= two.period.lower
    assert after[-1].period.last_day == days[1]


@given(chains(), periods(), st.sampled_from("ABC"))
def test_what_the_file_says_is_true_on_the_day_it_speaks_of(chain, days, unit):
    day = min(max(ON, days[0]), days[1] or date.max)
    if day < ON:
        return  # all that is behind: not written anew
    after = follow(chain, wish(*days, unit), on=ON)
    assert [each.values["unit"] for each in after if day in each.period] == [unit]


@given(chains(), periods(), st.sampled_from("ABC"), st.integers(1, 300))
def test_days_behind_both_the_effective_day_and_the_files_first_day_keep_their_values(chain, days, unit, back):
    day = min(ON, days[0]) - timedelta(days=back)
    before = {each.values["unit"] for each in chain if day in each.period}
    after = {each.values["unit"] for each in follow(chain, wish(*days, unit), on=ON) if day in each.period}
    assert after <= before


def test_what_is_wholly_behind_the_effective_day_is_lengthened_and_not_rewritten():
    chain = [segment(date(2026, 1, 1), date(2026, 1, 1), "A")]
    after = follow(chain, wish(date(2026, 1, 1), date(2026, 1, 2), "B"), on=ON)
    assert told(after) == [(date(2026, 1, 1), date(2026, 1, 2), "A")]


def test_a_planned_change_stays_while_the_file_agrees_about_today():
    chain = [segment(date(2020, 1, 1), date(2027, 1, 31), "A"), segment(date(2027, 2, 1), None, "B")]
    assert list(follow(chain, wish(date(2020, 1, 1), None, "A"), on=ON)) == chain


def test_a_start_that_has_not_come_moves_with_the_file():
    chain = [segment(date(2026, 12, 1), None, "A")]
    assert told(follow(chain, wish(date(2027, 1, 1), None, "A"), on=ON)) == [(date(2027, 1, 1), None, "A")]


def test_a_start_that_has_been_is_not_moved_forward_by_a_payroll_that_counts_anew():
    chain = [segment(date(2020, 1, 1), None, "A")]
    assert list(follow(chain, wish(date(2026, 5, 1), None, "A"), on=ON)) == chain


def test_somebody_who_comes_back_gets_a_row_of_her_own():
    chain = [segment(date(2020, 1, 1), date(2022, 12, 31), "A")]
    after = follow(chain, wish(date(2026, 12, 1), None, "B"), on=ON)
    assert told(after) == [(date(2020, 1, 1), date(2022, 12, 31), "A"), (date(2026, 12, 1), None, "B")]


def test_two_rows_of_one_slot_each_meet_their_own_days():
    chain = [segment(date(2020, 1, 1), None, "A")]
    wishes = [wish(date(2027, 1, 1), None, "B"), wish(date(2020, 1, 1), date(2026, 12, 31), "A")]
    after = stored(follow_all(chain, wishes, on=ON))
    assert told(after) == [(date(2020, 1, 1), date(2026, 12, 31), "A"), (date(2027, 1, 1), None, "B")]
    assert list(follow_all(after, wishes, on=ON)) == after


def test_two_rows_that_are_both_to_come_are_believed_twice_as_once():
    wishes = [wish(date(2027, 1, 1), date(2027, 3, 31), "A"), wish(date(2027, 4, 1), None, "B")]
    once = stored(follow_all([], wishes, on=ON))
    assert told(once) == [(date(2027, 1, 1), date(2027, 3, 31), "A"), (date(2027, 4, 1), None, "B")]
    assert list(follow_all(once, wishes, on=ON)) == once


def test_a_start_that_has_not_come_moves_beyond_what_was_planned():
    chain = [segment(date(2027, 1, 1), date(2027, 1, 31), "A")]
    after = stored(follow(chain, wish(date(2027, 3, 1), None, "B"), on=ON))
    assert told(after) == [(date(2027, 3, 1), None, "B")]
    assert after[0].id == chain[0].id


def test_cutting_leaves_nothing_from_that_day_on():
    chain = [segment(date(2020, 1, 1), date(2026, 12, 31), "A"), segment(date(2027, 1, 1), None, "B")]
    assert told(cut(chain, at=date(2026, 12, 1))) == [(date(2020, 1, 1), date(2026, 11, 30), "A")]
