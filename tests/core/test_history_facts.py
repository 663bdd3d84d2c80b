"""Who did it stands in every history row, and is told to the database once a transaction."""

import pytest
from django.db import IntegrityError, connection, transaction

from grunnmur.core.history import history_of
from grunnmur.core.history_facts import tell_along, write_also, written_with
from grunnmur.core.inserting import insert_together
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Position

pytestmark = pytest.mark.django_db


class Tells:
    """Counts how often the facts are told; enter it inside `written_with`, whose statements it then sees."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += "pghistory.context_metadata" in sql
        return execute(sql, params, many, context)


def make(code):
    return Position.objects.create(source="own", code=code, name=code)


def told_of(position):
    event = Position.pgh_event_model.objects.filter(pgh_obj_id=position.pk).latest("pgh_id")
    return event.pgh_context


def fail(code):
    with transaction.atomic():
        made = make(code)
        Position.objects.create(pk=made.pk, source="own", code=code, name=code)


def test_every_row_says_who_made_it_and_the_database_is_told_once(here):
    tells = Tells()
    with written_with(name="Kari", request="1"), connection.execute_wrapper(tells):
        rows = [make(code) for code in ("a", "b", "c")]
        rows[0].name = "Another"
        rows[0].save()
    assert tells.count == 1
    assert {history_of(row)[0].by for row in rows} == {"Kari"}
    assert told_of(rows[1]) == {"name": "Kari", "request": "1"}


def test_facts_inside_facts_reach_only_what_is_written_inside(here):
    with written_with(name="Kari"):
        before = make("a")
        with written_with(reason="Because"):
            inside = make("b")
        after = make("c")
    assert [told_of(row) for row in (before, inside, after)] == [
        {"name": "Kari"},
        {"name": "Kari", "reason": "Because"},
        {"name": "Kari"},
    ]


def test_facts_added_later_stand_beside_the_first_until_those_end(here):
    write_also(name="Nobody")
    with written_with(request="1"):
        first = make("a")
        write_also(name="Kari")
        second = make("b")
    assert told_of(first) == {"request": "1"}
    assert told_of(second) == {"request": "1", "name": "Kari"}


def test_the_way_back_to_a_savepoint_takes_no_facts_away(here):
    with written_with(name="Kari"):
        with pytest.raises(IntegrityError):
            fail("a")
        first = make("b")
        with written_with(reason="Because"):
            with pytest.raises(IntegrityError):
                fail("c")
            second = make("d")
    assert told_of(first) == {"name": "Kari"}
    assert told_of(second) == {"name": "Kari", "reason": "Because"}


@pytest.mark.django_db(transaction=True)
def test_each_transaction_is_told(fjordvik):
    with written_with(name="Kari"):
        rows = []
        for code in ("a", "b"):
            with tenant(fjordvik):
                rows.append(make(code))
    with tenant(fjordvik):
        assert [told_of(row)["name"] for row in rows] == ["Kari", "Kari"]
        nobodys = make("c")
    with tenant(fjordvik):
        assert told_of(nobodys) is None


def test_words_with_quotes_and_signs_of_sql_are_kept_as_they_are(here):
    name = """O'Neil "%s" %(name)s; DROP TABLE organisation_position --\\"""
    with written_with(name=name):
        row = make("a")
    assert told_of(row) == {"name": name}


def test_a_statement_that_tells_the_facts_itself_is_told_nothing_before(here):
    tells, first = Tells(), Position(source="own", code="a", name="A")
    with written_with(name="Kari"), connection.execute_wrapper(tells):
        insert_together(first)
        make("b")
        assert tell_along() == []
        with written_with(reason="Because"):
            last = Position(source="own", code="c", name="C")
            insert_together(last)
    assert tells.count == 2
    assert [told_of(row) for row in (first, last)] == [{"name": "Kari"}, {"name": "Kari", "reason": "Because"}]
    assert tell_along() == [], "nobody writes with facts"
