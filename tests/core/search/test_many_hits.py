"""Words that stand in thousands of things: candidates are capped, and the best and the newest still come first."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from grunnmur.core.search import Filter, match
from tests.core.search.things import LONG_AGO, asker

pytestmark = pytest.mark.usefixtures("here")
EMPLOYEE = asker("everyone")
FILL = """
    WITH made AS (
        INSERT INTO search_entry (kind, ref, part, language, title, subtitle, body, is_cut, type_code, grouping,
            class_code, state, year, happened_at, audience_keys, content_hash, updated_at)
        SELECT 'thing', gen_random_uuid(), 0, 'nb', %(title)s, '', '', false, '', '', '',
            0, 2025, %(at)s::timestamptz + n * interval '1 second', %(keys)s, '', now()
        FROM generate_series(1, %(number)s) AS n
        RETURNING id, ref
    )
    SELECT array_agg(id), array_agg(ref) FROM made
"""


def fill(things, number: int, title: str, *, at: datetime = LONG_AGO, keys: tuple[str, ...] = ("everyone",)) -> None:
    """Make many things with one word each, past `index` for speed; later ones are a second newer."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"title": title, "at": at, "number": number, "keys": list(keys)})
        entry_ids, refs = cursor.fetchone()
        cursor.execute("SELECT search_put(%s, %s)", [entry_ids, [f"'fj01{title}':1A"] * number])
    for ref in refs:
        things.make(title, ref=ref)


def titles(query: str, **options) -> list[str]:
    return [hit.title for hit in match(query, seen_by=EMPLOYEE, **options).hits]


def test_up_to_two_thousand_hits_are_counted(things):
    fill(things, 2000, "plan")
    assert match("plan", seen_by=EMPLOYEE).count == 2000
    fill(things, 1, "plan")
    result = match("plan", seen_by=EMPLOYEE)
    assert result.count is None
    assert [(facet.label, facet.count) for facet in result.facets.kinds] == [("Ting", None)]


def test_a_whole_title_and_a_number_are_found_however_old(things):
    things.put("Plan", happened_at=LONG_AGO - timedelta(days=900), codes=("77",))
    things.put("Notat", body="plan", happened_at=LONG_AGO - timedelta(days=900), codes=("plan",))
    fill(things, 5100, "plan")
    assert titles("plan")[:2] == ["Notat", "Plan"]


def test_the_newest_come_first_when_asked(things):
    fill(things, 5100, "plan")
    things.put("Plan en", happened_at=LONG_AGO + timedelta(days=2))
    things.put("Plan to", happened_at=LONG_AGO + timedelta(days=3))
    assert titles("plan", is_newest=True)[:3] == ["Plan to", "Plan en", "plan"]


def test_old_things_are_found_behind_thousands_of_newer_ones(things):
    fill(things, 2100, "plan", at=LONG_AGO - timedelta(days=10))
    fill(things, 5100, "vann")
    result = match("plan", seen_by=EMPLOYEE)
    assert len(result.hits) == 20
    assert result.count is None


def test_who_is_not_in_everyone_finds_her_own_behind_thousands_of_open_things(things):
    fill(things, 5100, "plan")
    fill(things, 30, "plan", at=LONG_AGO - timedelta(days=10), keys=("role:x",))
    result = match("plan", seen_by=asker("role:x"))
    assert (len(result.hits), result.count) == (20, 30)


def test_pages_of_many_hits_end_at_two_hundred(things):
    fill(things, 2100, "plan")
    seen, after = set(), ""
    for _page in range(4):
        result = match("plan", seen_by=EMPLOYEE, limit=50, after=after)
        seen |= {hit.ref for hit in result.hits}
        after = result.next
    assert (len(seen), after, result.must_narrow) == (200, "", True)


def test_a_filter_without_words_lists_the_newest_of_many(things):
    fill(things, 600, "plan")
    things.put("Nyest", happened_at=LONG_AGO + timedelta(days=1))
    result = match("", seen_by=EMPLOYEE, within=Filter(kinds=("thing",)))
    assert result.hits[0].title == "Nyest"
    assert result.count is None
