"""What can be linked to: a ref is (kind, id). Upper domains register; lower pages show."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from grunnmur.core.permissions import Actor


@dataclass(frozen=True)
class Ref:
    """One thing somewhere in Grunnmur."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Link:
    """How a thing is shown to one asker: its title of today, its address, a line below."""

    ref: Ref
    title: str
    url: str
    subtitle: str = ""


@dataclass(frozen=True)
class ImpactLine:
    """One consequence of a change below, as a sentence, with how many it touches.

    names: whom it touches, to be shown beside the sentence. about: the persons it names with what is theirs alone;
    whoever shows them logs that they were read.
    """

    sentence: str
    count: int = 0
    url: str = ""
    names: tuple[str, ...] = ()
    about: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Related:
    """A list that an upper domain shows on the page of a thing below."""

    heading: Promise | str
    find: Callable[[Ref, Actor], Sequence[Link]]


Resolver = Callable[[Collection[UUID], Actor], Iterable[Link]]
_resolvers: dict[str, Resolver] = {}
_related: defaultdict[str, list[Related]] = defaultdict(list)
_previews: defaultdict[type, list[Callable[[Any], Iterable[ImpactLine]]]] = defaultdict(list)


def register_kind(kind: str, resolve: Resolver) -> None:
    """Say how things of a kind are shown; the resolver leaves out what the asker may not open."""
    _resolvers[kind] = resolve


def is_kind(kind: str) -> bool:
    """Tell whether a kind of thing is registered."""
    return kind in _resolvers


def require_kind(kind: str) -> None:
    """Do nothing if a kind is registered. Raises LookupError: nothing may point at what no page could show."""
    if not is_kind(kind):
        raise LookupError(f"No kind of thing is registered as {kind!r}.")


def links_to(refs: Collection[Ref], *, seen_by: Actor) -> dict[Ref, Link]:
    """Return the links the asker may open: one call to the owner for each kind."""
    wanted: defaultdict[str, list[UUID]] = defaultdict(list)
    for ref in refs:
        wanted[ref.kind].append(ref.id)
    found = (link for kind, ids in wanted.items() for link in _resolvers[kind](ids, seen_by))
    return {link.ref: link for link in found}


def relate(kind: str, related: Related) -> None:
    """Show a list of an upper domain on the pages of a kind."""
    if related not in _related[kind]:
        _related[kind].append(related)


def related_to(ref: Ref, *, seen_by: Actor) -> list[tuple[str, Sequence[Link]]]:
    """Return (heading, links) for everything above that mentions this thing and that the asker may open."""
    lists = ((str(related.heading), related.find(ref, seen_by)) for related in _related[ref.kind])
    return [(heading, links) for heading, links in lists if links]


def preview_with(change: type, tell: Callable[[Any], Iterable[ImpactLine]]) -> None:
    """Let an upper domain tell what a change below would do to it."""
    if tell not in _previews[change]:
        _previews[change].append(tell)


def previews(change: object) -> tuple[ImpactLine, ...]:
    """Return what the change would do above, in the order the domains registered; nothing is written."""
    return tuple(line for tell in _previews[type(change)] for line in tell(change))
