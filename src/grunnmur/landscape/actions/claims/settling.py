"""After claims began or ended: relations live while somebody claims them, as strong as the strongest claim says."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.events import RelationsChanged
from grunnmur.landscape.models import Relation, RelationClaim

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_SETTLE = """
WITH open AS (
    SELECT relation_id, max(strength) AS strength FROM landscape_relationclaim
    WHERE relation_id = ANY (%(ids)s) AND ended_at IS NULL GROUP BY relation_id
)
UPDATE landscape_relation r
SET strength = coalesce(o.strength, r.strength),
    valid = CASE WHEN o.strength IS NULL THEN daterange(lower(r.valid), %(today)s) ELSE r.valid END
FROM unnest(%(ids)s::uuid[]) AS touched (id) LEFT JOIN open o ON o.relation_id = touched.id
WHERE r.id = touched.id AND (
    o.strength <> r.strength OR (o.strength IS NULL AND lower(r.valid) < %(today)s AND NOT r.valid << %(rest)s)
)
"""
_NEVER_WERE = """
SELECT r.id FROM landscape_relation r
WHERE r.id = ANY (%(ids)s) AND lower(r.valid) >= %(today)s AND NOT EXISTS (
    SELECT FROM landscape_relationclaim c WHERE c.relation_id = r.id AND c.ended_at IS NULL
)
"""


def lock_relations() -> None:
    """Let one transaction at a time change this municipality's relations: two may want the same new one."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"{current_tenant().pk}:landscape.relations"])


def settle(relations: Mapping[UUID, Relation], *, source: str, has_ended: bool) -> None:
    """Make relations as strong as their open claims say, end today those that nobody claims, and tell of it.

    has_ended: whether claims were ended. A relation that began today and ends today never was: it is deleted, since
    a period without days says nothing; history keeps that somebody claimed it.
    """
    if not relations:
        return
    facts: dict[str, Any] = {
        "ids": list(relations),
        "today": today(),
        "rest": f"[{today()},)",
    }  # Any: what psycopg takes
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, facts)
        if has_ended:
            cursor.execute(_NEVER_WERE, facts)
            _delete([pk for (pk,) in cursor.fetchall()])
    ends = frozenset(pk for row in relations.values() for pk in (row.src_id, row.dst_id))
    publish(RelationsChanged(ends, frozenset(row.kind for row in relations.values()), source))


def _delete(ids: Collection[UUID]) -> None:
    if ids:
        RelationClaim.objects.filter(relation_id__in=ids).delete()
        Relation.objects.filter(pk__in=ids).delete()


def end_claims_of(element_ids: Collection[UUID]) -> None:
    """End every claim for relations of these elements: they are taken off the map."""
    lock_relations()
    touching = Q(relation__src_id__in=element_ids) | Q(relation__dst_id__in=element_ids)
    claims = list(RelationClaim.objects.filter(touching, ended_at=None).select_related("relation"))
    RelationClaim.objects.filter(pk__in=[claim.pk for claim in claims]).update(ended_at=now())
    relations = {claim.relation_id: claim.relation for claim in claims}
    settle(relations, source=RelationClaim.Source.MANUAL, has_ended=True)
