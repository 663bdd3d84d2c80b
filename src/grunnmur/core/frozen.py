"""Rows that nobody changes any more: a plain trigger, which no setting of a session can lift."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE movable text[] := coalesce(TG_ARGV::text[], '{}');
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'This version is frozen.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - movable IS DISTINCT FROM to_jsonb(NEW) - movable THEN
        RAISE EXCEPTION 'This version is frozen.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def refuse_changes(table: str, *, when: str, but_of: tuple[str, ...] = ()) -> migrations.RunSQL:
    """Return the migration step that freezes rows of a table.

    when: SQL on OLD that tells a frozen row. but_of: columns that may still move.
    """
    columns = ", ".join(f"'{column}'" for column in but_of)
    trigger = (
        f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN ({when})"
        f" EXECUTE FUNCTION refuse_frozen({columns})"
    )
    return migrations.RunSQL(f"{FUNCTION}; {trigger};", f"DROP TRIGGER frozen ON {table};")
