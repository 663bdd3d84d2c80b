"""The words that stand in things open to everyone: what a misspelt word may be corrected to, and compounds be split by.

Words of closed things are never counted, so that no suggestion tells of them.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from grunnmur.core.models import SearchEntry
from grunnmur.core.search.analyse import fold, tokens
from grunnmur.core.sql import statement

MIN_FREQUENCY = 3  # in how many things a word must stand to be known
MIN_LETTERS = 3
MAX_WORDS = 200_000  # the most frequent ones
CHUNK = 500


def count_words() -> int:
    """Count the municipality's words again, for a nightly job; return how many are known.

    Reads all open entries once. Writes only what changed.
    """
    frequency: Counter[str] = Counter()
    opened = SearchEntry.objects.filter(audience_keys__contains=["everyone"]).order_by("kind", "ref", "part")
    thing, seen = None, set[str]()
    for kind, ref, *texts in opened.values_list("kind", "ref", "title", "subtitle", "body").iterator(CHUNK):
        if thing != (kind, ref):
            frequency.update(seen)
            thing, seen = (kind, ref), set()
        seen |= _words(texts)
    frequency.update(seen)
    known = [(word, count) for word, count in frequency.most_common(MAX_WORDS) if count >= MIN_FREQUENCY]
    _write(known)
    return len(known)


def _words(texts: Iterable[str]) -> set[str]:
    found = (token for text in texts for token in tokens(fold(text)))
    return {token.text for token in found if len(token.text) >= MIN_LETTERS and token.text.isalpha()}


def _write(known: list[tuple[str, int]]) -> None:
    words, counts = [word for word, _count in known], [count for _word, count in known]
    with connection.cursor() as cursor:
        cursor.execute(statement("search_words.sql"), {"words": words, "counts": counts})
