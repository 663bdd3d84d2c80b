"""The closure of the unit tree, derived from UnitParent by one statement."""

from django.db import connection
from django.utils.translation import gettext as _

from grunnmur.organisation.models import UnitClosure, UnitParent
from grunnmur.organisation.rules import UnitCycleError

# Each row of `up` says: on these days `descendant` hangs, over `distance` steps, below `ancestor`. Every step shortens
# the days to those of the row it climbs. Rows that stay as they are are not written again.
REBUILD = """
WITH RECURSIVE hangs AS MATERIALIZED (
    SELECT p.structure, p.unit_id, p.parent_id, p.valid * u.valid AS valid
    FROM {parent} p JOIN organisation_unit u ON u.id = p.unit_id
    WHERE p.valid && u.valid
), up AS (
    SELECT structure, unit_id AS ancestor_id, unit_id AS descendant_id, 0 AS distance, valid FROM hangs
    UNION ALL
    SELECT up.structure, above.unit_id, up.descendant_id, up.distance + 1, up.valid * here.valid * above.valid
    FROM up
    JOIN hangs here ON here.structure = up.structure AND here.unit_id = up.ancestor_id AND here.valid && up.valid
    JOIN hangs above ON above.structure = up.structure AND above.unit_id = here.parent_id
        AND above.valid && (up.valid * here.valid)
) CYCLE ancestor_id SET is_cycle USING path,
wanted AS (
    SELECT structure, ancestor_id, descendant_id, distance, unnest(range_agg(valid)) AS valid
    FROM up WHERE NOT is_cycle GROUP BY 1, 2, 3, 4
), gone AS (
    DELETE FROM {closure} c WHERE NOT EXISTS (
        SELECT FROM wanted w WHERE w.structure = c.structure AND w.ancestor_id = c.ancestor_id
        AND w.descendant_id = c.descendant_id AND w.distance = c.distance AND w.valid = c.valid)
), come AS (
    INSERT INTO {closure} (id, structure, ancestor_id, descendant_id, distance, valid)
    SELECT gen_random_uuid(), w.* FROM wanted w WHERE NOT EXISTS (
        SELECT FROM {closure} c WHERE w.structure = c.structure AND w.ancestor_id = c.ancestor_id
        AND w.descendant_id = c.descendant_id AND w.distance = c.distance AND w.valid = c.valid)
)
SELECT u.name FROM up JOIN organisation_unit u ON u.id = up.ancestor_id WHERE up.is_cycle ORDER BY 1 LIMIT 1
"""


def rebuild_closure() -> None:
    """Make the closure right for every day, after any change of units or of where they hang.

    Raises UnitCycleError, naming a unit, if one lies below itself on any day; the caller's transaction must then
    be rolled back, as every DomainError is.
    """
    statement = REBUILD.format(parent=UnitParent._meta.db_table, closure=UnitClosure._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchone()
    if found:
        raise UnitCycleError(_("The unit %(name)s would lie below itself.") % {"name": found[0]})
