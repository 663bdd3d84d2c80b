import pytest
from django.db import ProgrammingError, connection, transaction

from grunnmur.core import rls
from grunnmur.organisation.models import Position


def all_tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def ask(query: str, *parameters: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return cursor.fetchall()


def test_every_table_is_walled_or_on_the_closed_list(db):
    walled = rls.tenant_tables() | {table for table, _condition in rls.library_walls()}

    assert all_tables() == walled | set(rls.WITHOUT_POLICY) | rls.DEFINER_ONLY


def test_every_walled_table_has_forced_row_level_security_and_one_policy(db):
    walled = rls.tenant_tables() | {table for table, _condition in rls.library_walls()}
    forced = {name for (name,) in ask("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")}
    with_policy = {name for (name,) in ask("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")}

    assert walled <= forced
    assert walled <= with_policy


def test_the_tests_run_as_a_role_that_the_walls_hold_for(db):
    query = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"

    assert ask(query) == [("grunnmur_web", False, False)]


def test_every_foreign_key_between_tenant_tables_is_composite(db):
    present = {name for (name,) in ask("SELECT conname FROM pg_constraint WHERE contype = 'f'")}

    assert {key.name for key in rls.foreign_keys()} <= present


def test_every_foreign_key_has_an_index_that_starts_with_the_municipality(db):
    with connection.cursor() as cursor:
        indexed = rls.look(cursor).indexed

    assert {(key.table, "tenant_id", key.column) for key in rls.foreign_keys()} <= indexed


@pytest.mark.parametrize("table", sorted(rls.rights_of_web()))
def test_web_has_exactly_the_rights_listed(db, table):
    query = (
        "SELECT privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = current_user AND table_name = %s"
    )
    listed = {right for right in rls.rights_of_web()[table].split(", ") if right}

    assert {right for (right,) in ask(query, table)} == listed


@pytest.mark.parametrize("statement", ["UPDATE core_userevent SET name = ''", "DELETE FROM core_userevent"])
def test_history_cannot_be_changed(here, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ask(statement)


def test_history_cannot_be_set_aside_by_a_session(here):
    kept = Position.pgh_event_model.objects.count()
    with transaction.atomic():
        names = ask("SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgrelid = 'organisation_position'::regclass")
        ask("SELECT set_config('pgtrigger.ignore', %s, true)", names[0][0])
        Position.objects.create(source="own", code="a", name="A")
    assert Position.pgh_event_model.objects.count() == kept + 1


def test_the_walls_cannot_be_taken_down_by_web(db):
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        ask("ALTER TABLE core_user DISABLE ROW LEVEL SECURITY")


def test_a_wall_cannot_be_lifted_by_becoming_another_role(db):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ask("SET ROLE grunnmur_owner")
