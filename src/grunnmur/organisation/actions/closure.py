"""The closure of the unit tree, derived from UnitParent by one statement."""

from django.db import connection
from django.utils.translation import gettext as _

from grunnmur.organisation.rules import UnitCycleError

# `step` is one step up, on the days both ends hang in the structure. Each row of `up` says: on these days `descendant`
# hangs, `distance` steps, below `ancestor`. Rows that stay as they are are not written again.
REBUILD = """
WITH RECURSIVE hangs AS MATERIALIZED (
    SELECT p.structure, p.unit_id, p.parent_id, p.valid * u.valid AS valid
    FROM organisation_unitparent p JOIN organisation_unit u ON u.id = p.unit_id
    WHERE p.valid && u.valid
), step AS MATERIALIZED (
    SELECT here.structure, here.unit_id, above.unit_id AS parent_id, here.valid * above.valid AS valid
    FROM hangs here JOIN hangs above ON above.structure = here.structure AND above.unit_id = here.parent_id
    WHERE here.valid && above.valid
), up AS (
    SELECT structure, unit_id AS ancestor_id, unit_id AS descendant_id, 0 AS distance, valid FROM hangs
    UNION ALL
    SELECT up.structure, step.parent_id, up.descendant_id, up.distance + 1, up.valid * step.valid
    FROM up JOIN step ON step.structure = up.structure AND step.unit_id = up.ancestor_id
    WHERE step.valid && up.valid
) CYCLE ancestor_id SET is_cycle USING path,
wanted AS MATERIALIZED (
    SELECT structure, ancestor_id, descendant_id, distance, unnest(range_agg(valid)) AS valid
    FROM up WHERE NOT is_cycle GROUP BY 1, 2, 3, 4
), gone AS (
    DELETE FROM organisation_unitclosure c WHERE NOT EXISTS (
        SELECT FROM wanted w WHERE w.structure = c.structure AND w.ancestor_id = c.ancestor_id
        AND w.descendant_id = c.descendant_id AND w.distance = c.distance AND w.valid = c.valid)
), come AS (
    INSERT INTO organisation_unitclosure (id, structure, ancestor_id, descendant_id, distance, valid)
    SELECT gen_random_uuid(), w.* FROM wanted w WHERE NOT EXISTS (
        SELECT FROM organisation_unitclosure c WHERE w.structure = c.structure AND w.ancestor_id = c.ancestor_id
        AND w.descendant_id = c.descendant_id AND w.distance = c.distance AND w.valid = c.valid)
)
SELECT u.name FROM up JOIN organisation_unit u ON u.id = up.ancestor_id WHERE up.is_cycle ORDER BY 1 LIMIT 1
"""


def rebuild_closure() -> None:
    """Make the closure right for every day, after any change of units or of where they hang.

    Raises UnitCycleError, naming a unit, if one lies below itself on any day; the caller's transaction must then
    be rolled back, as every DomainError is.
    """
    with connection.cursor() as cursor:
        # The planner cannot know how many rows the steps have; nested loops over them cost minutes, hashes do not.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(REBUILD)
        found = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
    if found:
        raise UnitCycleError(_("The unit %(name)s would lie below itself.") % {"name": found[0]})
