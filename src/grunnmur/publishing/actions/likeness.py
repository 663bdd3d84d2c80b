"""Which old documents of a line are alike: the same content, or titles that nearly say the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection

from grunnmur.publishing.models import IntakeItem

ALIKE = "0.7"  # pg_trgm's likeness of two titles, from 0 to 1
MOST_TITLES = 50_000  # different ones in a line; more are not compared
NEAREST = 10  # so many others of each; what is alike in a row is one group all the same
# Under a policy PostgreSQL uses no trigram index, so the titles of the line are looked through beside its table.
_TITLES = """
CREATE TEMPORARY TABLE tidy_title ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY title)::int AS number, title
FROM (SELECT DISTINCT lower(title) AS title FROM publishing_intakeitem WHERE line_id = %s) AS told
"""
_INDEX = "CREATE INDEX ON tidy_title USING gin (title gin_trgm_ops)"
_PAIRS = """
SELECT one.title, other.title
FROM tidy_title AS one CROSS JOIN LATERAL (
    SELECT title FROM tidy_title AS later WHERE later.title %% one.title AND later.number > one.number LIMIT %s
) AS other
"""
_KEEP = """
UPDATE publishing_intakeitem AS i SET "group" = found."group", has_twin = found.has_twin
FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[]) AS found (id, "group", has_twin)
WHERE i.id = found.id AND (i."group" IS DISTINCT FROM found."group" OR i.has_twin <> found.has_twin)
"""


def regroup(line_id: UUID) -> None:
    """Find out anew which documents of a line are alike. Nine statements, however many there are."""
    rows = list(IntakeItem.objects.filter(line_id=line_id).order_by("pk").values_list("pk", "title", "sha256"))
    twins: defaultdict[str, list[UUID]] = defaultdict(list)
    titled: defaultdict[str, list[UUID]] = defaultdict(list)
    for pk, title, checksum in rows:
        titled[title.lower()].append(pk)
        if checksum:
            twins[checksum].append(pk)
    ties = [*twins.values(), *titled.values()]
    if len(titled) <= MOST_TITLES:
        ties += [[titled[one][0], titled[other][0]] for one, other in _alike(line_id) if {one, other} <= set(titled)]
    groups = _joined(ties)
    has_twin = {pk for same in twins.values() if len(same) > 1 for pk in same}
    with connection.cursor() as cursor:
        ids = [row[0] for row in rows]
        cursor.execute(_KEEP, [ids, [groups.get(pk) for pk in ids], [pk in has_twin for pk in ids]])


def _alike(line_id: UUID) -> Sequence[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [ALIKE])
        cursor.execute(_TITLES, [line_id])
        cursor.execute(_INDEX)
        cursor.execute("ANALYZE tidy_title")
        cursor.execute(_PAIRS, [NEAREST])
        found: list[tuple[str, str]] = cursor.fetchall()
        cursor.execute("DROP TABLE tidy_title")
    return found


def _joined(ties: Iterable[Sequence[UUID]]) -> Mapping[UUID, UUID]:
    """Return the group of each that is tied to another, directly or through others: the smallest id among them."""
    above: dict[UUID, UUID] = {}

    def top(one: UUID) -> UUID:
        while (higher := above.setdefault(one, one)) != one:
            above[one] = above[higher]
            one = higher
        return one

    for tie in ties:
        for other in tie[1:]:
            first, second = sorted((top(tie[0]), top(other)))
            above[second] = first
    return {one: top(one) for one in above}
