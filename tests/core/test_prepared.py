"""Prepared statements meet the same walls, facts and lists as any other, and are planned once."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grunnmur.core.models import Tenant
from grunnmur.core.prepared import ask, columns_of, rows_of
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Position

pytestmark = pytest.mark.django_db
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
POSITIONS = f"SELECT {columns_of(Position, of='p')}, 'more' FROM organisation_position AS p WHERE p.code = %s"


def make(code):
    return Position.objects.create(source="own", code=code, name=code)


def test_a_statement_is_prepared_once_and_others_are_not(here):
    for number in range(3):
        assert ask("SELECT %s::int + 1 AS prepared_here", [number]) == [(number + 1,)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int + 1 AS not_prepared_here", [number])

    with connection.cursor() as cursor:
        cursor.execute(PREPARED, ["%AS prepared_here"])
        assert cursor.fetchone() == (1,)
        cursor.execute(PREPARED, ["%AS not_prepared_here"])
        assert cursor.fetchone() == (0,)


def test_values_stand_in_order_or_by_name_and_a_percent_sign_is_itself(here):
    assert ask("SELECT %s::int - %s::int, 7 %% 4", [5, 2]) == [(3, 3)]
    assert ask("SELECT %(a)s::int, %(b)s::text, %(a)s::int", {"b": "x", "a": 1, "c": "unused"}) == [(1, "x", 1)]


def test_a_row_is_what_a_query_set_makes_of_it(here):
    saved = make("a")

    (found,) = rows_of(Position, ask(POSITIONS, ["a"]))
    assert found == saved
    assert {field.attname: getattr(found, field.attname) for field in Position._meta.concrete_fields} == {
        field.attname: getattr(Position.objects.get(), field.attname) for field in Position._meta.concrete_fields
    }
    assert found._state.db == "default"
    assert not found._state.adding


def test_arrays_come_as_query_sets_have_them(fjordvik):
    statement = f"SELECT {columns_of(Tenant, of='t')} FROM core_tenant AS t WHERE t.id = %(id)s"
    (found,) = rows_of(Tenant, ask(statement, {"id": fjordvik.pk}))
    assert found.host_names == fjordvik.host_names


def test_the_walls_hold(fjordvik, sundby):
    with tenant(fjordvik):
        make("a")
        assert len(ask(POSITIONS, ["a"])) == 1
    with tenant(sundby):
        assert ask(POSITIONS, ["a"]) == []
    assert ask(POSITIONS, ["a"]) == []


def test_it_stands_on_the_list_of_statements_with_its_text(here):
    with CaptureQueriesContext(connection) as asked:
        for _twice in range(2):
            ask("SELECT %s::text AS listed", [str(uuid4())])
    assert ["AS listed" in query["sql"] for query in asked] == [True, True]


def test_what_the_database_refuses_is_refused_as_everywhere_and_the_next_statement_works(here):
    insert = "INSERT INTO organisation_position (id, source, code, name) VALUES (%s, 'own', %s, %s) RETURNING code"
    for code in ("a", "b"):
        make(code)
        with pytest.raises(IntegrityError), transaction.atomic():
            ask(insert, [uuid4(), code, code])
    assert len(ask(POSITIONS, ["a"])) == 1


def test_a_cursor_is_used_again_and_lets_go_of_what_was_answered(here):
    for number in range(2):
        assert ask("SELECT %s::text AS again", [f"{number}"]) == [(f"{number}",)]

    (cursor,) = [one for text, one in vars(connection.connection)["cursors_of_statements"].items() if "again" in text]
    assert cursor.pgresult is None


def test_a_statement_may_be_asked_from_within_its_own_wrapper(here):
    def asks_first(execute, sql, params, many, context):
        if params == ["outer"]:
            assert ask("SELECT %s::text AS nested", ["inner"]) == [("inner",)]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(asks_first):
        assert ask("SELECT %s::text AS nested", ["outer"]) == [("outer",)]


def test_values_of_another_type_are_written_as_what_they_are(here):
    assert ask("SELECT pg_typeof(%s)::text", [1]) != ask("SELECT pg_typeof(%s)::text", [date(2026, 1, 1)])
    assert ask("SELECT %s::text", [None]) == [(None,)]
