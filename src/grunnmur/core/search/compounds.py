"""Norwegian and Danish write compounds as one word: saksbehandlingstid. Its parts are found too, with least weight."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from math import prod
from uuid import UUID

from django.db import connection

from grunnmur.core.clock import today
from grunnmur.core.search.analyse import Word
from grunnmur.core.search.inflection import SCANDINAVIAN
from grunnmur.core.search.stemmer import DICTIONARIES
from grunnmur.core.tenancy import current_tenant

MIN_WORD = 8
MAX_WORD = 40
MIN_PART = 3
MAX_PARTS = 3
MIN_FREQUENCY = 5
MAX_REMEMBERED = 200_000
LINKS = ("", "s", "e")  # what may stand between two parts

# Endings, prefixes and prepositions that are words too, and would split what is no compound. Stop words split nothing
# either; the database knows them.
_STOP_PARTS = """
    ing het hed lig for ved til under over med mot mod fra frå opp inn ind ned ute ude etter efter gjen igen else ende
    ene ane ens ers nes ter ste sjon tion bar som skap skab dom løs maks mer mest alt den det der per pro sam
"""
STOP_PARTS = frozenset(_STOP_PARTS.split())

_remembered: dict[tuple[UUID, date, Word], tuple[str, ...]] = {}


def split(words: Collection[Word]) -> Mapping[Word, tuple[str, ...]]:
    """Return the parts of each compound among the words; what cannot be split is left out.

    Parts are words of the municipality's own open texts (`words.count_words`). One statement, or none when all words
    are remembered; they are, by each process, for a day.
    """
    tenant, day = current_tenant().pk, today()
    asked = [word for word in words if word[0] in SCANDINAVIAN and MIN_WORD <= len(word[1]) <= MAX_WORD]
    remembered = {word: _remembered.get((tenant, day, word)) for word in asked}
    new = {word for word, parts in remembered.items() if parts is None}
    found = _ask(new) if new else {}
    if len(_remembered) + len(found) > MAX_REMEMBERED:
        _remembered.clear()
    _remembered.update({(tenant, day, word): parts for word, parts in found.items()})
    return {word: parts for word, parts in (remembered | found).items() if parts}


def _ask(words: set[Word]) -> dict[Word, tuple[str, ...]]:
    frequency = _frequencies({part for _language, word in words for part in substrings(word)}, words)
    return {(language, word): best(word, frequency) for language, word in words}


def substrings(word: str) -> set[str]:
    """Return everything that could be a part of the word."""
    ends = range(MIN_PART, len(word) + 1)
    found = {word[start:end] for end in ends for start in range(end - MIN_PART + 1)}
    return found - STOP_PARTS - {word}


def best(word: str, frequency: Mapping[str, int]) -> tuple[str, ...]:
    """Return the two or three parts that are the most frequent words, by geometric mean; () if there are none.

    frequency: of the words that may be parts; all others may not.
    """
    likely: tuple[float, tuple[str, ...]] = (0.0, ())
    for parts in _ways(word, frequency, MAX_PARTS):
        score = prod(frequency[part] for part in parts) ** (1 / len(parts))
        likely = max(likely, (score, parts))
    return likely[1]


def _ways(word: str, frequency: Mapping[str, int], most: int) -> Iterator[tuple[str, ...]]:
    """Yield every way to cut a word into two or more known parts."""
    for place in range(MIN_PART, len(word) - MIN_PART + 1):
        head = word[:place]
        if head not in frequency:
            continue
        for tail in {word[place:].removeprefix(link) for link in LINKS}:
            if tail in frequency:
                yield head, tail
            if most > 2:
                yield from ((head, *rest) for rest in _ways(tail, frequency, most - 1))


def _frequencies(parts: set[str], words: Collection[Word]) -> dict[str, int]:
    """Return how often each part stands in open things, without stop words."""
    dictionaries = sorted({f"pg_catalog.{DICTIONARIES[language]}" for language, _word in words})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.word, w.frequency FROM search_word AS w"
            " WHERE w.word = ANY (%s) AND w.frequency >= %s AND NOT EXISTS ("
            " SELECT FROM unnest(%s::regdictionary[]) AS d (name) WHERE ts_lexize(d.name, w.word) = '{}')",
            [sorted(parts), MIN_FREQUENCY, dictionaries],
        )
        return dict(cursor.fetchall())
