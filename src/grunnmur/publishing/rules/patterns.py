"""Patterns of names: a small closed language, read by hand and matched in bounded time.

Text stands for itself, `[a/b]` for one of several texts, `{token}` for what `TOKENS` says. There is nothing that
repeats or nests, so the longest name and the longest pattern cost some thousands of comparisons and no more.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError

LONGEST_PATTERN, LONGEST_NAME = 120, 400
MOST_PARTS, MOST_CHOICES = 20, 10
NOUN_FORMS = ("else", "ing", "sjon", "tion", "het", "hed")
Ends = Callable[[str, set[int]], set[int]]
"""Where a part of a pattern may end in a name, from each of the places where it may begin."""


class PatternError(DomainError):
    """A pattern that cannot be read, or whose own example it does not fit."""


def _word_end(name: str, start: int) -> int:
    end = start
    while end < len(name) and (name[end].isalnum() or name[end] in "-/’'."):
        end += 1
    return end


def _word(name: str, start: int) -> Iterator[int]:
    end = _word_end(name, start)
    if end > start:
        yield end


def _verb(name: str, start: int) -> Iterator[int]:
    """A word that is not a noun made of a verb; which verbs there are, nobody can list."""
    end = _word_end(name, start)
    word = name[start:end].lower()
    if len(word) > 1 and word.isalpha() and not word.endswith(NOUN_FORMS):
        yield end


def _text(name: str, starts: set[int]) -> set[int]:
    """Anything that neither begins nor ends with a space; the earliest beginning reaches all that later ones do."""
    first = min((start for start in starts if start < len(name) and not name[start].isspace()), default=len(name))
    return {end for end in range(first + 1, len(name) + 1) if not name[end - 1].isspace()}


def _digits_end(name: str, start: int) -> int:
    end = start
    while end < len(name) and name[end] in "0123456789":
        end += 1
    return end


def _number(name: str, start: int) -> Iterator[int]:
    end = _digits_end(name, start)
    if end > start:
        yield end


YEAR = 4  # digits


def _year(name: str, start: int) -> Iterator[int]:
    if _digits_end(name, start) == start + YEAR and name[start : start + 2] in {"19", "20"}:
        yield start + YEAR


def _capitals(name: str, start: int) -> Iterator[int]:
    end = start
    while end < len(name) and name[end].isalpha() and name[end].isupper():
        end += 1
    if end > start:
        yield end


def _each(one: Callable[[str, int], Iterable[int]]) -> Ends:
    """Return what tells the ends from one place as what tells them from several."""
    return lambda name, starts: {end for start in starts for end in one(name, start)}


_ENDS: dict[str, Ends] = {
    "verb": _each(_verb),
    "word": _each(_word),
    "text": _text,
    "number": _each(_number),
    "year": _each(_year),
    "capitals": _each(_capitals),
}
TOKENS: dict[str, str] = {
    "verb": "verb",
    "verbum": "verb",
    "udsagnsord": "verb",
    "word": "word",
    "ord": "word",
    "text": "text",
    "tekst": "text",
    "number": "number",
    "tall": "number",
    "tal": "number",
    "year": "year",
    "år": "year",
    "capitals": "capitals",
    "bokstaver": "capitals",
    "bokstavar": "capitals",
    "bogstaver": "capitals",
}
"""What may stand in `{ }`, in any of the four languages, and what it means."""


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read: each part tells where it may end, from where it begins."""

    parts: tuple[Ends, ...]

    def fits(self, name: str) -> bool:
        """Whether a name follows the pattern; spaces are counted as one, one that is too long does not."""
        told = " ".join(unicodedata.normalize("NFC", name).split())
        if len(told) > LONGEST_NAME:
            return False
        places = {0}
        for part in self.parts:
            places = part(told, places)
        return len(told) in places


@lru_cache(maxsize=256)
def read_pattern(text: str) -> Pattern:
    """Return a pattern as it can be matched. Raises PatternError, with a sentence that says what is wrong."""
    told = " ".join(unicodedata.normalize("NFC", text).split())
    if not told:
        raise PatternError(_("Write a pattern."))
    if len(told) > LONGEST_PATTERN:
        raise PatternError(_("A pattern has at most %(count)d characters.") % {"count": LONGEST_PATTERN})
    parts = tuple(_parts(told))
    if len(parts) > MOST_PARTS:
        raise PatternError(_("A pattern has at most %(count)d parts.") % {"count": MOST_PARTS})
    return Pattern(parts)


def _parts(text: str) -> Iterator[Ends]:
    here = 0
    while here < len(text):
        sign = text[here]
        if sign in "]}":
            raise PatternError(_("There is a “%(sign)s” too many in the pattern.") % {"sign": sign})
        if sign in "[{":
            end = text.find("]" if sign == "[" else "}", here)
            if end < 0:
                raise PatternError(_("A “%(sign)s” in the pattern is never closed.") % {"sign": sign})
            inside = text[here + 1 : end]
            yield _choice(inside) if sign == "[" else _token(inside)
            here = end + 1
        else:
            end = next((place for place in range(here, len(text)) if text[place] in "[]{}"), len(text))
            yield _literal((text[here:end],))
            here = end


def _token(name: str) -> Ends:
    meaning = TOKENS.get(name.strip().lower())
    if meaning is None:
        raise PatternError(_("The pattern does not know {%(name)s}.") % {"name": name[:40]})
    return _ENDS[meaning]


def _choice(inside: str) -> Ends:
    texts = tuple(inside.split("/"))
    if not all(texts) or any(sign in inside for sign in "[{}") or len(texts) > MOST_CHOICES:
        told = {"count": MOST_CHOICES}
        raise PatternError(_("Write one to %(count)d texts between [ and ], with / between them.") % told)
    return _literal(texts)


def _literal(texts: tuple[str, ...]) -> Ends:
    return _each(lambda name, start: [start + len(text) for text in texts if name.startswith(text, start)])
