"""“Did you mean …?”: only when nothing was found, and only words that stand in things open to everyone."""

from django.db import connection

from grunnmur.core.search.query import Query
from grunnmur.core.sql import statement

MIN_LETTERS = 4


def suggest(query: Query) -> str:
    """Return the query's words with misspelt ones replaced, or "" if nothing comes near. One statement."""
    words = [token.text for term in query.terms for token in term.tokens if not (term.is_excluded or token.is_whole)]
    if not any(_may_be_misspelt(word) for word in words):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(statement("search_suggest.sql"), {"words": [word for word in words if _may_be_misspelt(word)]})
        near = dict(cursor.fetchall())
    return " ".join(near.get(word, word) for word in words) if near else ""


def _may_be_misspelt(word: str) -> bool:
    return word.isalpha() and len(word) >= MIN_LETTERS
