"""The walls: after every migrate, each tenant table gets its policy, its composite keys and its grants.

Three database roles: the owner migrates, `web` serves, `backup` reads everything. Only the owner runs this.
Everything is looked up first, so that a second run changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from grunnmur.core.models import Session, TenantForeignKey, TenantModel

OF_TENANT = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
OF_USER = "EXISTS (SELECT 1 FROM core_user AS u WHERE u.id = {column})"

# Tables of libraries that belong to a user: walled through her.
THROUGH_USER = {
    "account_emailaddress": "user_id",
    "mfa_authenticator": "user_id",
    "socialaccount_socialaccount": "user_id",
}
# Through another table that is walled through a user.
THROUGH_OTHER = {
    "account_emailconfirmation": ("EXISTS (SELECT 1 FROM account_emailaddress AS a WHERE a.id = email_address_id)"),
    "socialaccount_socialtoken": ("EXISTS (SELECT 1 FROM socialaccount_socialaccount AS a WHERE a.id = account_id)"),
}
# The closed list of tables without a policy: what `web` may do there, and why that is safe.
WITHOUT_POLICY = {
    "core_tenant": ("SELECT", "read to find which municipality a request is for; names and colours only"),
    "core_cache": ("SELECT, INSERT, UPDATE, DELETE", "counters of login attempts; keys are hashes"),
    "django_migrations": ("SELECT", "names of migrations"),
    "django_content_type": ("SELECT", "names of models"),
    "auth_permission": ("", "not used: permissions are ours"),
    "auth_group": ("", "not used: roles are ours"),
    "auth_group_permissions": ("", "not used: roles are ours"),
    "pghistory_context": ("", "not used: the context lies in each event row"),
    "socialaccount_socialapp": ("", "not used: identity providers are configured outside the database"),
    "landscape_kindpair": ("SELECT", "which relations of the map are legal; the same everywhere"),
    "procrastinate_jobs": ("SELECT, INSERT, UPDATE, DELETE", "jobs hold ids and times only"),
    "procrastinate_events": ("SELECT, INSERT, UPDATE, DELETE", "what happened to which job, by id"),
    "procrastinate_periodic_defers": ("SELECT, INSERT, UPDATE, DELETE", "when periodic jobs ran"),
    "procrastinate_workers": ("SELECT, INSERT, UPDATE, DELETE", "heartbeats of workers"),
}
# Read and written by definer functions alone; `web` has no grant.
DEFINER_ONLY = {"search_key", "search_token"}
# What the triggers that keep history ask before they do.
ASKS_WHETHER_TO_IGNORE = "_pgtrigger_should_ignore"
# Rows are only ever added.
APPEND_ONLY = {"core_personaldataread"}


@dataclass(frozen=True)
class ForeignKey:
    """One composite foreign key that shall exist."""

    table: str
    column: str
    target: str

    @property
    def name(self) -> str:
        """A name that fits PostgreSQL's 63 bytes and is the same on every run."""
        return f"tfk_{self.table}_{self.column}"[:63]


@dataclass
class Found:
    """What the catalogue already holds."""

    constraints: set[tuple[str, str]] = field(default_factory=set)
    policies: set[str] = field(default_factory=set)
    indexed: set[tuple[str, str, str]] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)


def after_migrate(**_options: object) -> None:
    """Build every wall that is missing; connected to `post_migrate`."""
    if settings.DATABASE_ROLE != "owner":
        return
    with connection.cursor() as cursor:
        found = look(cursor)
        for table in sorted(tenant_tables()):
            wall(cursor, table, OF_TENANT, found)
        for table, condition in sorted(library_walls()):
            wall(cursor, table, condition, found)
        for key in foreign_keys():
            add_composite_key(cursor, key, found)
        grant_all(cursor, found)
        keep_history_on(cursor)


def look(cursor: CursorWrapper) -> Found:
    """Read what exists, in four statements."""
    found = Found()
    cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0")
    found.constraints = set(cursor.fetchall())
    cursor.execute("SELECT tablename FROM pg_policies WHERE schemaname = current_schema()")
    found.policies = {table for (table,) in cursor.fetchall()}
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    found.tables = {table for (table,) in cursor.fetchall()}
    cursor.execute(
        "SELECT i.indrelid::regclass::text, a.attname, b.attname FROM pg_index i"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = i.indkey[1]"
    )
    found.indexed = set(cursor.fetchall())
    return found


def tenant_models() -> Iterator[type[TenantModel]]:
    """Yield every concrete model that belongs to a municipality, in the order Django loaded them."""
    yield from (model for model in apps.get_models() if issubclass(model, TenantModel))


def event_models() -> Iterator[type[models.Model]]:
    """Yield pghistory's tables of tenant models: history is walled as its object is."""
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None and issubclass(tracked, TenantModel):
            yield model


def tenant_tables() -> set[str]:
    """Return every table with a `tenant_id` of its own."""
    own = {model._meta.db_table for model in tenant_models()}
    history = {model._meta.db_table for model in event_models()}
    return own | history | {Session._meta.db_table}


def library_walls() -> Iterable[tuple[str, str]]:
    """Return (table, condition) of the libraries' tables that are walled through a user."""
    through_user = ((table, OF_USER.format(column=column)) for table, column in THROUGH_USER.items())
    return [*through_user, *THROUGH_OTHER.items()]


def foreign_keys() -> Iterator[ForeignKey]:
    """Yield the composite keys that the models' TenantForeignKeys ask for, and each row's tenant."""
    for model in tenant_models():
        table = model._meta.db_table
        for column in model._meta.local_fields:
            if isinstance(column, TenantForeignKey):
                target: Any = column.related_model  # Any: Django types it as model or "self"
                yield ForeignKey(table, column.column, target._meta.db_table)


def wall(cursor: CursorWrapper, table: str, condition: str, found: Found) -> None:
    """Enable and force row-level security on one table, under one policy."""
    if table in found.policies or table not in found.tables:
        return
    name = sql.Identifier(table)
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {{table}} USING ({condition}) WITH CHECK ({condition})",
    ):
        run(cursor, statement, table=name)


def add_composite_key(cursor: CursorWrapper, key: ForeignKey, found: Found) -> None:
    """Add the unique key it points at, the key itself, and an index that starts with the tenant."""
    unique = f"tuq_{key.target}"[:63]
    if (key.target, unique) not in found.constraints:
        run(
            cursor,
            "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (tenant_id, id)",
            table=sql.Identifier(key.target),
            name=sql.Identifier(unique),
        )
        found.constraints.add((key.target, unique))
    names = {"table": sql.Identifier(key.table), "column": sql.Identifier(key.column)}
    if (key.table, key.name) not in found.constraints:
        run(
            cursor,
            "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (tenant_id, {column})"
            " REFERENCES {target} (tenant_id, id) DEFERRABLE INITIALLY DEFERRED",
            name=sql.Identifier(key.name),
            target=sql.Identifier(key.target),
            **names,
        )
    if (key.table, "tenant_id", key.column) not in found.indexed:
        index = sql.Identifier(f"tix_{key.table}_{key.column}"[:63])
        run(cursor, "CREATE INDEX {index} ON {table} (tenant_id, {column})", index=index, **names)


def keep_history_on(cursor: CursorWrapper) -> None:
    """Let no session set history's triggers aside; the library's migrations bring the question back.

    The question alone cost a savepoint rolled back for every row, wherever nobody had set anything aside.
    """
    cursor.execute(
        "SELECT FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
        " WHERE p.oid = to_regproc(%s) AND l.lanname <> 'sql'",
        [ASKS_WHETHER_TO_IGNORE],
    )
    if cursor.rowcount:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {ASKS_WHETHER_TO_IGNORE}(trigger_name name) RETURNS boolean"
            " LANGUAGE sql IMMUTABLE RETURN false"
        )


def grant_all(cursor: CursorWrapper, found: Found) -> None:
    """Give `web` exactly what it needs, and `backup` reading."""
    web, backup = sql.Identifier(settings.WEB_ROLE), sql.Identifier(settings.BACKUP_ROLE)
    run(cursor, "GRANT USAGE ON SCHEMA public TO {web}, {backup}", web=web, backup=backup)
    run(cursor, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {web}", web=web)
    run(cursor, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {backup}", backup=backup)
    for table, rights in sorted(rights_of_web().items()):
        if table not in found.tables:
            continue
        run(cursor, "REVOKE ALL ON {table} FROM {web}", table=sql.Identifier(table), web=web)
        if rights:
            run(cursor, f"GRANT {rights} ON {{table}} TO {{web}}", table=sql.Identifier(table), web=web)


def rights_of_web() -> dict[str, str]:
    """Return what `web` may do with each table; a table that is not here it cannot touch."""
    rights = {table: reason[0] for table, reason in WITHOUT_POLICY.items()}
    everything = "SELECT, INSERT, UPDATE, DELETE"
    rights |= dict.fromkeys((table for table, _condition in library_walls()), everything)
    rights |= dict.fromkeys(tenant_tables(), everything)
    rights |= {model._meta.db_table: "SELECT, INSERT" for model in event_models()}
    rights |= dict.fromkeys(APPEND_ONLY, "SELECT, INSERT")
    return rights | dict.fromkeys(DEFINER_ONLY, "")


def run(cursor: CursorWrapper, statement: str, **names: sql.Composable) -> None:
    """Run one statement of this module with its names quoted."""
    composed = sql.SQL(statement).format(**names)
    cursor.execute(composed.as_string(cursor.connection))
