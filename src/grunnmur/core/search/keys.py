"""Which keys open what an asker may find: her group keys, and keys that count in search only."""

from collections.abc import Callable, Collection, Iterable

from grunnmur.core.permissions import Actor, System, keys_of

KeySource = Callable[[Actor], Iterable[str]]

_sources: dict[str, KeySource] = {}


def answer_search_keys(kind: str, source: KeySource) -> None:
    """Let a domain say which keys open entries of its kind to an actor today, beside her group keys.

    It is asked at each search that may find things of the kind, and nowhere else: so what it says always holds, and
    no other page pays for it. Its statements must not grow with what there is.
    """
    _sources[kind] = source


def keys_to_find(by: Actor, *, kinds: Collection[str] | None = None) -> frozenset[str]:
    """Return every key that opens entries to an actor. kinds: those that are looked for; None means all."""
    own = keys_of(by)
    if isinstance(by, System):
        return own
    asked = [source for kind, source in _sources.items() if kinds is None or kind in kinds]
    return own.union(*(source(by) for source in asked))
