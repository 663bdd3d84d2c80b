"""One source's claims, set as a whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from psycopg.types.range import Range

from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.claims.settling import lock_relations, settle
from grunnmur.landscape.actions.claims.wanted import Ends, Triple, resolved
from grunnmur.landscape.models import Relation, RelationClaim
from grunnmur.landscape.rules import Claim, ClaimResult

BATCH = 5000


@transaction.atomic
def claim_relations(source: str, source_ref: str, wanted: Iterable[Claim], *, by: Actor) -> ClaimResult:
    """Make a source's claims exactly these: open what is new, end what it claims no longer.

    What other sources claim stays. source: of `RelationClaim.Source`. source_ref: which process or file; blank for a
    source that speaks with one voice. The caller has checked that it may. At most eleven statements, however many
    relations there are (per 5,000); three when nothing changes. Raises IllegalRelationsError, naming every bad row,
    for unknown or retired elements and illegal pairs; then nothing is written.
    """
    lock_relations()
    triples = resolved(wanted)
    known = _open_claims(source, source_ref)
    added = _new_claims({key: ends for key, ends in triples.items() if key not in known}, source, source_ref, by=by)
    ended = [claim for triple, claim in known.items() if triple not in triples]
    moved = [claim for triple, claim in known.items() if triple in triples and _is_moved(claim, triples[triple])]
    _write(added, ended=ended, moved=moved)
    touched = {claim.relation_id: claim.relation for claim in (*added, *ended, *moved)}
    settle(touched, source=source, has_ended=bool(ended))
    return ClaimResult(added=len(added), ended=len(ended), kept=len(known) - len(ended))


def from_today() -> Range[date]:
    """Return the days that are left: today and all after it."""
    return Period(today(), None).to_range()


def _open_claims(source: str, source_ref: str) -> Mapping[Triple, RelationClaim]:
    claims = RelationClaim.objects.filter(
        Q(source=source, source_ref=source_ref, ended_at=None), relation__valid__overlap=from_today()
    ).select_related("relation")
    return {triple_of(claim.relation): claim for claim in claims}


def triple_of(relation: Relation) -> Triple:
    """Return what a relation is."""
    return Triple(relation.kind, relation.src_id, relation.dst_id)


def _new_claims(triples: Mapping[Triple, Ends], source: str, source_ref: str, *, by: Actor) -> Sequence[RelationClaim]:
    relations = live_relations(triples, strengths=triples)
    return [
        RelationClaim(
            relation=relations[triple],
            source=source,
            source_ref=source_ref,
            strength=ends.strength,
            claimed_at=now(),
            claimed_by=str(by)[:200],
        )
        for triple, ends in triples.items()
    ]


def live_relations(triples: Collection[Triple], *, strengths: Mapping[Triple, Ends]) -> Mapping[Triple, Relation]:
    """Return the relation of today for each triple, made where there is none, and open at its end.

    One that would begin later begins today; one that would end some day goes on: somebody claims it now.
    """
    if not triples:
        return {}
    pairs = Relation.objects.filter(
        src_id__in={triple.src for triple in triples},
        dst_id__in={triple.dst for triple in triples},
        kind__in={triple.kind for triple in triples},
        valid__overlap=from_today(),
    ).order_by("valid")
    there = {triple_of(row): row for row in reversed(pairs) if triple_of(row) in triples}
    _open_up(there.values())
    new = {triple: _relation(triple, strengths[triple]) for triple in triples if triple not in there}
    Relation.objects.bulk_create(new.values(), batch_size=BATCH)
    return {**there, **new}


def _open_up(relations: Collection[Relation]) -> None:
    """Let relations that begin later, or end some day, run from now on."""
    planned = []
    for row in relations:
        days = Period.from_range(row.valid)
        if days.is_future(today()) or days.upper is not None:
            row.valid = Period(min(days.lower or today(), today()), None).to_range()
            planned.append(row)
    if planned:
        Relation.objects.bulk_update(planned, ["valid"], batch_size=BATCH)


def _relation(triple: Triple, ends: Ends) -> Relation:
    return Relation(
        src_id=triple.src,
        dst_id=triple.dst,
        kind=triple.kind,
        src_type=ends.src_type,
        dst_type=ends.dst_type,
        strength=ends.strength,
        valid=from_today(),
    )


def _is_moved(claim: RelationClaim, ends: Ends) -> bool:
    """Tell whether a claim says another strength than before, and write the new one on it."""
    if claim.strength == ends.strength:
        return False
    claim.strength = ends.strength
    return True


def _write(added: Sequence[RelationClaim], *, ended: Sequence[RelationClaim], moved: Sequence[RelationClaim]) -> None:
    RelationClaim.objects.bulk_create(added, batch_size=BATCH)
    if ended:
        RelationClaim.objects.filter(pk__in=[claim.pk for claim in ended]).update(ended_at=now())
    if moved:
        RelationClaim.objects.bulk_update(moved, ["strength"], batch_size=BATCH)
