"""The recursive SQL of a question, composed from the catalogue.

Everything in it is a constant of the catalogue or a placeholder. UNION, not UNION ALL: an element can be come to in at
most six ways, so rings end by themselves. No CYCLE clause and no arrays of paths: either takes minutes where this
takes milliseconds. No order and no aggregate outside: PostgreSQL stops following when the limit is reached.
"""

from collections.abc import Collection, Mapping
from functools import cache

from grunnmur.landscape.catalogue import Cell, Effect, Policy, Reach
from grunnmur.landscape.rules.propagation import Way, kinds_from_dst, kinds_from_src

# Every way to come to an element stands in `reach` twice: without a type as it is come to, and with it once it is clear
# that the asker may know of the element. Only then harm travels on. So each is looked up once, in an index: OFFSET 0
# keeps the planner from reading the whole table instead.
_REACH = """
WITH RECURSIVE reach (element_id, level, is_open, type) AS (
    SELECT origin.id, %(start)s::smallint, true, NULL::varchar FROM unnest(%(origins)s::uuid[]) AS origin (id)
    UNION
    SELECT step.element_id, step.level, step.is_open, step.type FROM reach CROSS JOIN LATERAL (
        SELECT e.type FROM landscape_element e
        WHERE e.id = reach.element_id AND (e.retired_at IS NULL OR e.retired_at >= %(day_ends)s){audience} OFFSET 0
    ) AS here CROSS JOIN LATERAL (
        SELECT reach.element_id, reach.level, reach.is_open, here.type
        UNION ALL{steps}
    ) AS step (element_id, level, is_open, type)
    WHERE reach.type IS NULL
)
SELECT reach.element_id::text, reach.level, reach.type FROM reach
WHERE reach.type IS NOT NULL AND reach.element_id <> ALL (%(origins)s::uuid[]) LIMIT %(limit)s
"""
_STORED = """
        SELECT r.{far}_id, {level}, {is_open}, NULL FROM landscape_relation r
        WHERE {walks}r.{near}_id = reach.element_id AND r.kind IN ({kinds}) AND r.valid @> %(day)s::date{more}"""
_ADDED = """
        SELECT r.{far}, {level}, {is_open}, NULL
        FROM unnest({added}) AS r (src, dst, kind, strength)
        WHERE {walks}r.{near} = reach.element_id AND r.kind IN ({kinds}){more}"""
ADDED = "%(added_src)s::uuid[], %(added_dst)s::uuid[], %(added_kinds)s::varchar[], %(added_strengths)s::int[]"
NOT_REMOVED = " AND r.id <> ALL (%(removed)s::uuid[])"


@cache
def reach_sql(policy: Policy, way: Way, *, is_for_all: bool, has_removed: bool, has_added: bool) -> str:
    """Return the SQL that finds what is reached: one row (id, level, type) for each way an element is come to.

    is_for_all: leave the audience out, for Grunnmur itself. Parameters: origins, start, day, day_ends, limit, and
    keys, removed, added_src, added_dst, added_kinds, added_strengths where they are used.
    """
    ends = {("src", "dst"): kinds_from_src(policy, way), ("dst", "src"): kinds_from_dst(policy, way)}
    steps = []
    for (near, far), cells in ends.items():
        if not cells:
            continue
        walk = _walk(cells, way) | {"near": near, "far": far}
        steps.append(_STORED.format(**walk | {"more": walk["more"] + (NOT_REMOVED if has_removed else "")}))
        if has_added:
            steps.append(_ADDED.format(**walk, added=ADDED))
    return _REACH.format(
        steps="\n        UNION ALL".join(steps),
        audience=audience_sql(is_for_all=is_for_all),
    )


def audience_sql(*, is_for_all: bool) -> str:
    """Return the condition that the asker may know of an element `e`; she belongs to `everyone`, who may see most."""
    own = " AND (e.audience = '{everyone}'::varchar[] OR e.audience && %(keys)s::varchar[])"
    return "" if is_for_all else own


def _walk(cells: Mapping[str, Cell], way: Way) -> dict[str, str]:
    """Return the parts that differ by kind: which there are, the level after them, and whether they lead on."""
    leads_on = _leads_on(cells)
    dependents = way is Way.DEPENDENTS
    return {
        "kinds": _quoted(cells),
        "level": f"({_level(cells)})::smallint",
        "is_open": leads_on if dependents else "false",
        "walks": "reach.is_open AND " if dependents else "",
        "more": "" if dependents else f" AND (reach.is_open OR {leads_on})",
    }


def _level(cells: Mapping[str, Cell]) -> str:
    by_effect = {effect: [kind for kind, cell in cells.items() if cell.effect is effect] for effect in Effect}
    cases = []
    if by_effect[Effect.RECHECK]:
        cases.append(f"WHEN r.kind IN ({_quoted(by_effect[Effect.RECHECK])}) THEN 1")
    if by_effect[Effect.DEGRADED]:
        cases.append(f"WHEN r.kind IN ({_quoted(by_effect[Effect.DEGRADED])}) THEN least(reach.level, 2)")
    if by_effect[Effect.STRENGTH]:
        lessened = f"r.strength < 2 AND r.kind IN ({_quoted(by_effect[Effect.STRENGTH])})"
        cases.append(f"WHEN {lessened} THEN least(reach.level, 2)")
    return f"CASE {' '.join(cases)} ELSE reach.level END" if cases else "reach.level"


def _leads_on(cells: Mapping[str, Cell]) -> str:
    conditions = [
        f"r.strength >= {least} AND r.kind IN ({_quoted(kinds)})"
        for reach, least in ((Reach.ON, 1), (Reach.REQUIRED, 2))
        if (kinds := [kind for kind, cell in cells.items() if cell.reach is reach])
    ]
    return f"({' OR '.join(conditions)})" if conditions else "false"


def _quoted(kinds: Collection[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
