"""What a source wants, checked against what is on the map and what is legal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import Claim, ElementKey, IllegalRelationsError, kind_label, type_name

MOST_PROBLEMS = 50  # sentences; a file with thousands of the same mistake needs no more


class Triple(NamedTuple):
    """A relation by what it is: element ids in the kind's direction."""

    kind: str
    src: UUID
    dst: UUID


@dataclass(frozen=True)
class Ends:
    """The types of the two ends of a wanted relation, and its strength."""

    src_type: str
    dst_type: str
    strength: int


def resolved(wanted: Iterable[Claim]) -> Mapping[Triple, Ends]:
    """Return the wanted relations by element ids; of two wishes for one relation the stronger counts.

    Raises IllegalRelationsError with a sentence for each that names no element of today, or an illegal pair.
    """
    claims = list(wanted)
    there = _elements({key for claim in claims for key in (claim.src, claim.dst)})
    problems = [problem for claim in claims for problem in _problems(claim, there)]
    if problems:
        raise IllegalRelationsError(list(dict.fromkeys(problems))[:MOST_PROBLEMS])
    found: dict[Triple, Ends] = {}
    for claim in claims:
        triple = Triple(claim.kind, there[claim.src], there[claim.dst])
        strength = KINDS[claim.kind].strength if claim.strength is None else claim.strength
        known = found.get(triple)
        found[triple] = Ends(claim.src.type, claim.dst.type, max(strength, known.strength if known else 0))
    return found


def _elements(keys: set[ElementKey]) -> Mapping[ElementKey, UUID]:
    """Return the ids of elements of today by key; one statement."""
    if not keys:
        return {}
    by_type: dict[str, list[UUID]] = {}
    for key in keys:
        by_type.setdefault(key.type, []).append(key.ref)
    any_of = Q()
    for element_type, refs in by_type.items():
        any_of |= Q(type=element_type, ref__in=refs)
    rows = Element.objects.filter(any_of, retired_at=None).values_list("type", "ref", "pk")
    return {ElementKey(element_type, ref): pk for element_type, ref, pk in rows}


def _problems(claim: Claim, there: Mapping[ElementKey, UUID]) -> Sequence[str]:
    """Return why a wish cannot be: nothing when it can."""
    missing = [key for key in (claim.src, claim.dst) if key not in there]
    if missing:
        return [
            _("There is no %(type)s with the id %(id)s on the map.") % {"type": type_name(key.type), "id": key.ref}
            for key in missing
        ]
    if claim.src == claim.dst:
        return [_("A thing on the map cannot hang together with itself.")]
    if (claim.kind, claim.src.type, claim.dst.type) not in PAIRS:
        return [illegal_pair(claim.kind, claim.src.type, claim.dst.type)]
    return []


def illegal_pair(kind: str, src_type: str, dst_type: str) -> str:
    """Return the sentence that says that a relation of this kind cannot be between these types."""
    return _("“%(kind)s” cannot go from %(src)s to %(dst)s.") % {
        "kind": kind_label(kind) if kind in KINDS else kind,
        "src": type_name(src_type),
        "dst": type_name(dst_type),
    }
