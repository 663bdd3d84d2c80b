"""What a person types in the search box: words · "a phrase" · -word · word* · type: unit: after: before: · mine."""

import re
from dataclasses import dataclass, replace
from datetime import date

from grunnmur.core.search.analyse import Token, fold, shown, tokens

MAX_CHARACTERS = 400
MAX_WORDS = 12
MIN_PREFIX = 3

# The filters' names in our four languages.
_FILTERS = {
    "type": "type",
    "unit": "unit",
    "enhet": "unit",
    "eining": "unit",
    "enhed": "unit",
    "after": "after",
    "etter": "after",
    "efter": "after",
    "before": "before",
    "før": "before",
}
_MINE = frozenset({"mine"})
_PIECE = re.compile(r"(?P<minus>-)?(?:(?P<name>[a-zæøå]+):)?(?:\"(?P<phrase>[^\"]*)\"?|(?P<word>[^\s\"]+))")
_ISO_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NORDIC_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True)
class Term:
    """One word or phrase that must, or must not, be there."""

    tokens: tuple[Token, ...]
    is_excluded: bool = False
    is_phrase: bool = False
    is_prefix: bool = False  # every word that begins so, even if the beginning is a stop word
    is_beginning: bool = False  # perhaps only half typed: its beginning counts too


@dataclass(frozen=True)
class Query:
    """What was asked. `left_out` is what was typed but not used."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    types: tuple[str, ...] = ()
    unit: str = ""
    after: date | None = None
    before: date | None = None
    is_mine: bool = False
    left_out: str = ""

    @property
    def has_words(self) -> bool:
        """Tell whether anything must be found, rather than only left out or filtered."""
        return any(not term.is_excluded for term in self.terms)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to go by."""
        filters = (self.types, self.unit, self.after, self.before, self.is_mine)
        return not self.has_words and not any(filters)

    @property
    def typed(self) -> str:
        """The words as one folded text, to hold against titles and numbers."""
        return " ".join(token.text for term in self.terms if not term.is_excluded for token in shown(term.tokens))


def parse(text: str) -> Query:
    """Return what the text asks for. Every text is understood somehow; what is not used is told in `left_out`."""
    reader = _Reader()
    for match in _PIECE.finditer(fold(text[:MAX_CHARACTERS])):
        reader.read(match)
    return reader.query(text)


class _Reader:
    """Collects the pieces of one text."""

    def __init__(self) -> None:
        self.left_out: list[str] = []
        self.terms: list[Term] = []
        self.types: list[str] = []
        self.unit = ""
        self.days: dict[str, date] = {}
        self.is_mine = False
        self.words = 0

    def read(self, match: re.Match[str]) -> None:
        """Take one piece: a filter, a phrase or a word."""
        phrase, word = match["phrase"], match["word"]
        name = _FILTERS.get(match["name"] or "")
        if name and not match["minus"]:
            self._filter(name, (phrase or word or "").strip(), typed=match.group())
        elif phrase is None and word in _MINE and not (match["minus"] or match["name"]):
            self.is_mine = True
        else:
            self._term(match)

    def _filter(self, name: str, value: str, *, typed: str) -> None:
        if name == "type":
            self.types.append(value)
        elif name == "unit":
            self.unit = value
        elif (day := _day(value)) is not None:
            self.days[name] = day
        else:
            self.left_out.append(typed)

    def _term(self, match: re.Match[str]) -> None:
        typed = f"{match['name']}:{match['word'] or match['phrase']}" if match["name"] else None
        text = typed or match["phrase"] or match["word"] or ""
        found = tuple(tokens(text))
        if not found:
            return
        count = sum(not token.is_whole for token in found)
        if self.words + count > MAX_WORDS:
            self.left_out.append(match.group())
            return
        self.words += count
        is_phrase = match["phrase"] is not None
        is_prefix = not is_phrase and text.endswith("*") and len(found[-1].text) >= MIN_PREFIX
        is_excluded = bool(match["minus"])
        self.terms.append(Term(found, is_excluded=is_excluded, is_phrase=is_phrase, is_prefix=is_prefix))

    def query(self, text: str) -> Query:
        """Return what was read of the text."""
        rest = text[MAX_CHARACTERS:].strip()[:MAX_CHARACTERS]
        return Query(
            text=text[:MAX_CHARACTERS].strip(),
            terms=tuple(self._terms_with_beginning()),
            types=tuple(self.types),
            unit=self.unit,
            after=self.days.get("after"),
            before=self.days.get("before"),
            is_mine=self.is_mine,
            left_out=" ".join([*self.left_out, *filter(None, [rest])]),
        )

    def _terms_with_beginning(self) -> list[Term]:
        """Return the terms, the last word as perhaps half typed."""
        if not self.terms:
            return []
        *others, last = self.terms
        is_word = not (last.is_excluded or last.is_phrase) and len(last.tokens[-1].text) >= MIN_PREFIX
        is_alone = is_word and not others
        return [*others, replace(last, is_beginning=is_word, is_prefix=last.is_prefix or is_alone)]


def _day(value: str) -> date | None:
    """Return the day of 2025-01-31, 2025-01, 2025 or 31.1.2025; None when it is no day."""
    if match := _NORDIC_DAY.fullmatch(value):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(value):
        year, month, day = (int(part or 1) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
