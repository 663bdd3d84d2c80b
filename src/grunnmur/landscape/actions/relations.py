"""Relations that people make, change and end by hand."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.claims.settling import lock_relations, settle
from grunnmur.landscape.actions.claims.source import live_relations
from grunnmur.landscape.actions.claims.wanted import Ends, Triple, illegal_pair
from grunnmur.landscape.actions.notes import PARTED, RELATED, STRONGER_OR_WEAKER, tell_other_owners
from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.models import Element, Relation, RelationClaim
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.rules import (
    RELATE,
    IllegalRelationsError,
    KeptBySourceError,
    RetiredElementError,
    require_owner,
)

MANUAL = RelationClaim.Source.MANUAL


@transaction.atomic
def relate(
    kind: str, *, src_id: UUID, dst_id: UUID, strength: int | None = None, note: str = "", by: Actor
) -> Relation:
    """Say by hand that two things hang together; said twice, the strength and note of the last time count.

    The leader of the unit that owns the other end is told.

    Raises Element.DoesNotExist (also for what she may not know of), PermissionDenied (needs landscape.relate at the
    owner of either end), RetiredElementError, IllegalRelationsError.
    """
    src, dst = find_element(src_id, seen_by=by), find_element(dst_id, seen_by=by)
    require_owner(by, RELATE, of=(src, dst))
    _refuse_illegal(kind, src, dst)
    lock_relations()
    triple = Triple(kind, src.pk, dst.pk)
    ends = Ends(src.type, dst.type, KINDS[kind].strength if strength is None else strength)
    relation = live_relations([triple], strengths={triple: ends})[triple]
    claim = RelationClaim.objects.filter(relation=relation, source=MANUAL, source_ref="", ended_at=None).first()
    if claim is None:
        claim = RelationClaim(relation=relation, source=MANUAL, claimed_at=now(), claimed_by=str(by)[:200])
    claim.strength = ends.strength
    claim.save()
    if note and relation.note != note.strip():
        relation.note = note.strip()
        relation.save(update_fields=["note"])
    settle({relation.pk: relation}, source=MANUAL, has_ended=False)
    relation.refresh_from_db()
    tell_other_owners(RELATED, (src, dst), by=by)
    return relation


def _refuse_illegal(kind: str, src: Element, dst: Element) -> None:
    for element in (src, dst):
        if element.retired_at:
            raise RetiredElementError(_("%(name)s is no longer on the map.") % {"name": element.name})
    if src.pk == dst.pk:
        raise IllegalRelationsError([_("A thing on the map cannot hang together with itself.")])
    if (kind, src.type, dst.type) not in PAIRS:
        raise IllegalRelationsError([illegal_pair(kind, src.type, dst.type)])


@transaction.atomic
def end_relation(relation_id: UUID, *, by: Actor) -> Relation:
    """Take back what was said by hand. The relation ends today, unless another source still claims it.

    Raises Relation.DoesNotExist, PermissionDenied, KeptBySourceError (nobody said it by hand; the sentence names the
    sources that keep it).
    """
    relation, claim = _claimed_by_hand(relation_id, by=by)
    claim.ended_at = now()
    claim.save(update_fields=["ended_at"])
    settle({relation.pk: relation}, source=MANUAL, has_ended=True)
    tell_other_owners(PARTED, (relation.src, relation.dst), by=by)
    return relation


@transaction.atomic
def change_strength(relation_id: UUID, *, strength: int, by: Actor) -> Relation:
    """Say by hand that one thing needs the other more or less; of several claims the strongest counts.

    Raises Relation.DoesNotExist, PermissionDenied, KeptBySourceError.
    """
    relation, claim = _claimed_by_hand(relation_id, by=by)
    claim.strength = strength
    claim.save(update_fields=["strength"])
    settle({relation.pk: relation}, source=MANUAL, has_ended=False)
    relation.refresh_from_db()
    tell_other_owners(STRONGER_OR_WEAKER, (relation.src, relation.dst), by=by)
    return relation


def _claimed_by_hand(relation_id: UUID, *, by: Actor) -> tuple[Relation, RelationClaim]:
    lock_relations()
    relation = Relation.objects.select_related("src", "dst").get(pk=relation_id, valid__contains=today())
    for end in (relation.src_id, relation.dst_id):
        find_element(end, seen_by=by)
    require_owner(by, RELATE, of=(relation.src, relation.dst))
    claims = RelationClaim.objects.filter(relation=relation, ended_at=None)
    claim = next((one for one in claims if one.source == MANUAL and not one.source_ref), None)
    if claim is None:
        sources = ", ".join(sorted({str(one.get_source_display()) for one in claims}))
        raise KeptBySourceError(
            _("Nobody said this by hand: it follows from %(sources)s. Change it there.") % {"sources": sources}
        )
    return relation, claim
