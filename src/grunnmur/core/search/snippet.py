"""The lines below a hit: a piece of the text around the first words that were asked for."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grunnmur.core.search.analyse import Word, fold
from grunnmur.core.search.inflection import base_form, other_beginning
from grunnmur.core.search.result import Piece

LENGTH = 240
BEFORE = 80
_WORD = re.compile(r"(?:[^\W_]|[\u00ad\u200b-\u200d\u2060])+")


@dataclass(frozen=True)
class Wanted:
    """What counts as a hit: stems and typed forms, and beginnings of words."""

    forms: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def beginnings_in_text(self) -> set[str]:
        """Return what to look for in a folded text to come near the first hit."""
        return {*self.forms, *self.beginnings, *filter(None, map(other_beginning, self.forms))}

    def may_be(self, folded: str) -> bool:
        """Tell whether it is worth asking for the word's stem: irregular forms share at least their first letter."""
        return any(folded[:1] == form[:1] for form in (*self.forms, *self.beginnings))


NOTHING = Wanted(frozenset())


def words_to_ask(text: str, *, language: str, wanted: Wanted) -> set[Word]:
    """Return the words of a text whose stems `snippet` needs."""
    words = {fold(match.group()) for match in _WORD.finditer(_composed(text))}
    return {(language, base_form(word, language=language)) for word in words if word.isalpha() and wanted.may_be(word)}


def snippet(
    text: str, *, language: str, wanted: Wanted, stems: Mapping[Word, str | None], is_cut: bool = False
) -> tuple[Piece, ...]:
    """Return some 240 characters around the first hit, or the beginning if there is none, in pieces.

    text: a window of the thing's text. is_cut: the window does not begin where the text does.
    """
    composed = _composed(text)
    hits = [match.span() for match in _WORD.finditer(composed) if _is_hit(match.group(), language, wanted, stems)]
    start, end = _window(composed, hits[0][0] if hits else 0)
    pieces = list(_pieces(composed, start, end, hits))
    before = [Piece("… ")] if start or is_cut else []
    after = [Piece(" …")] if end < len(composed) else []
    return (*before, *pieces, *after) if pieces else ()


def _composed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_hit(word: str, language: str, wanted: Wanted, stems: Mapping[Word, str | None]) -> bool:
    folded = fold(word)
    stem = stems.get((language, base_form(folded, language=language)))
    return folded in wanted.forms or stem in wanted.forms or folded.startswith(wanted.beginnings)


def _window(text: str, first_hit: int) -> tuple[int, int]:
    """Return where to begin and end, both between words."""
    start = max(0, first_hit - BEFORE)
    if start:
        start = text.find(" ", start, first_hit) + 1 or first_hit
    if len(text) - start <= LENGTH:
        return start, len(text)
    end = text.rfind(" ", start + LENGTH // 2, start + LENGTH)
    return start, end if end > 0 else start + LENGTH


def _pieces(text: str, start: int, end: int, hits: Collection[tuple[int, int]]) -> list[Piece]:
    found = []
    place = start
    for first, last in hits:
        if first < place or last > end:
            continue
        found += [Piece(text[place:first]), Piece(text[first:last], is_hit=True)]
        place = last
    found.append(Piece(text[place:end]))
    return [piece for piece in found if piece.text]
