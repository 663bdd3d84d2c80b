"""The words of a figure, in the language of whoever reads it."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.landscape.catalogue import KINDS, Direction, Policy
from grunnmur.landscape.drawing import Affected, Edge, Texts
from grunnmur.landscape.exchange.model import Id
from grunnmur.landscape.models import Strength
from grunnmur.landscape.rules import kind_label, lane_names, strength_word

AFFECTED = {
    Direction.TO_DESTINATION: Affected.DST,
    Direction.TO_SOURCE: Affected.SRC,
    Direction.BOTH: Affected.BOTH,
}


def figure_texts(
    title: str,
    *,
    levels: Mapping[int, str],
    origin: str | None = None,
    more_url: Callable[[int], str] = lambda _lane: "#",
) -> Texts:
    """Return every word of a figure.

    origin: said of what stands in the middle, unless it was asked about. more_url: where the box for the rest of a lane
    leads; on paper nowhere.
    """
    strengths = {strength.value: strength_word(strength) for strength in Strength}
    return Texts(
        title=title,
        origin=_("asked about") if origin is None else origin,
        lanes=lane_names(),
        levels=levels,
        strengths=strengths,
        distance=lambda far: ngettext("%(far)s step away", "%(far)s steps away", far) % {"far": far},
        more=lambda _lane, count: ngettext("+%(count)s more", "+%(count)s more", count) % {"count": count},
        more_url=more_url,
        relation=_("%(src)s %(kind)s %(dst)s (%(strength)s)"),
        lines=strengths,
        arrow=_("points to what is hit"),
    )


def edge_of(kind: str, ends: tuple[Id, Id], *, strength: int, policy: Policy) -> Edge:
    """Return a relation as it is drawn: the arrow points to what harm of this sort comes to. ends: from, to."""
    cell = KINDS[kind].cells.get(policy)
    affected = AFFECTED[cell.direction] if cell else Affected.NEITHER
    src, dst = ends
    return Edge(str(src), str(dst), strength, kind_label(kind), affected)
