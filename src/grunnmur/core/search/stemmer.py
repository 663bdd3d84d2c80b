"""Stems and stop words by PostgreSQL's own Snowball dictionaries, remembered by each process."""

from collections.abc import Collection, Mapping

from django.db import connection

from grunnmur.core.search.analyse import Word

DICTIONARIES = {
    "nb": "norwegian_stem",
    "nn": "norwegian_stem",
    "da": "danish_stem",
    "en": "english_stem",
    "sv": "swedish_stem",
}
MAX_REMEMBERED = 200_000

_remembered: dict[Word, str | None] = {}


def stem(words: Collection[Word]) -> Mapping[Word, str | None]:
    """Return each word's stem, None for stop words; one statement, or none when all are remembered.

    Raises KeyError for a language without a dictionary.
    """
    new = {word for word in words if word not in _remembered}
    found = _ask(new) if new else {}
    known = {word: _remembered[word] for word in words if word not in new}
    if len(_remembered) + len(found) > MAX_REMEMBERED:
        _remembered.clear()
    _remembered.update(found)
    return known | found


def _ask(words: set[Word]) -> dict[Word, str | None]:
    ordered = sorted(words)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.language, w.word, (ts_lexize(w.dictionary::regdictionary, w.word))[1]"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS w (language, word, dictionary)",
            [
                [language for language, _word in ordered],
                [word for _language, word in ordered],
                [f"pg_catalog.{DICTIONARIES[language]}" for language, _word in ordered],
            ],
        )
        return {(language, word): stemmed for language, word, stemmed in cursor.fetchall()}
