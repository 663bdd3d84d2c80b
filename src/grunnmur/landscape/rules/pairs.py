"""Which relations can be."""

from collections.abc import Sequence

from grunnmur.landscape.catalogue import KINDS, PAIRS, RelationKind


def kinds_from(src_type: str) -> Sequence[RelationKind]:
    """Return the kinds that may begin at an element of this type, in the catalogue's order."""
    return [kind for kind in KINDS.values() if any(src == src_type for src, _dst in kind.pairs)]


def kinds_to(dst_type: str) -> Sequence[RelationKind]:
    """Return the kinds that may end at an element of this type, in the catalogue's order."""
    return [kind for kind in KINDS.values() if any(dst == dst_type for _src, dst in kind.pairs)]


def kinds_between(src_type: str, dst_type: str) -> Sequence[RelationKind]:
    """Return the kinds that may go from one type to another, in the catalogue's order."""
    return [kind for kind in KINDS.values() if (kind.code, src_type, dst_type) in PAIRS]
