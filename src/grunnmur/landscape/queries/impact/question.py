"""What is asked of the map."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.rules.propagation import Arc, TooManyOriginsError, Way

MOST_ORIGINS = 20


@dataclass(frozen=True)
class Overlay:
    """What a plan would take away and add, without anything being written.

    removed: ids of relations that are thought away. added: relations between elements that are on the map; those with
    an end that the asker may not know of are not followed.
    """

    removed: frozenset[UUID] = frozenset()
    added: tuple[Arc, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What depends on these elements, or what they depend on.

    origins: 1–20 element ids; named twice, an element counts once. on: the day, today if None. overlay: a plan to
    reckon with. types and hops leave out rows of other types and further away; counts and levels are as without them.
    Raises TooManyOriginsError; ValueError without origins.
    """

    origins: tuple[UUID, ...]
    policy: Policy = Policy.AVAILABILITY
    way: Way = Way.DEPENDENTS
    on: date | None = None
    overlay: Overlay = Overlay()
    types: frozenset[str] = frozenset()
    hops: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "origins", tuple(dict.fromkeys(self.origins)))
        if not self.origins:
            raise ValueError("A question about impact begins at an element.")
        if len(self.origins) > MOST_ORIGINS:
            raise TooManyOriginsError(
                _("Ask about at most %(count)s things on the map at a time.") % {"count": MOST_ORIGINS}
            )
