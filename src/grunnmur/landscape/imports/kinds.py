"""Which kind of relation a word means: a code, or what it is called in any language, from either end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grunnmur.landscape.catalogue import KINDS
from grunnmur.landscape.imports.drafting import plain_name


class Reading(NamedTuple):
    """One way to read a word. is_turned: it stands between what is the kind's destination and its source."""

    kind: str
    is_turned: bool


def _words() -> Mapping[str, Sequence[Reading]]:
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    for kind in KINDS.values():
        ways = (
            (Reading(kind.code, is_turned=False), (*kind.label.values(), kind.code)),
            (Reading(kind.code, is_turned=True), tuple(kind.inverse.values())),
        )
        for reading, words in ways:
            for word in {plain_name(word) for word in words}:
                found[word].append(reading)
    return dict(found)


_WORDS = _words()


def readings_of(word: str) -> Sequence[Reading]:
    """Return the ways to read a word, none when nobody knows it; several where kinds share their words."""
    known = plain_name(word)
    return [Reading(known, is_turned=False)] if known in KINDS else _WORDS.get(known, ())
