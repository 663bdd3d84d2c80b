"""Text to tokens to lexemes: the same function for what is stored and what is asked.

Pure Python, so that a managed PostgreSQL works without dictionary files on the server. The stemmer comes in as an
argument; the real one, `core.search.stemmer`, asks PostgreSQL.

Nordic letters stay what they are: `bør` is not `bor` and `får` is not `far`. Only `ä` and `ö`, which are other
spellings of `æ` and `ø`, and accents that do not change the letter (`é`, `ü`) are folded.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from grunnmur.core.search.inflection import base_form

MAX_TOKEN = 64
MAX_POSITION = 16_383
MAX_POSITIONS = 255
MAX_VECTOR_BYTES = 900_000  # PostgreSQL refuses a tsvector above 1 MB
FIELD_GAP = 10

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_FOLDED = str.maketrans("äöéèêëòôóüúùûáàâãíìîïñç", "æøeeeeooouuuuaaaaiiiinc")
_CHUNK = re.compile(r"[^\W_]+(?:[-/.@+_][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

Word = tuple[str, str]
"""A language and a folded word in it."""


class Stemmer(Protocol):
    """Finds the stems of many words at once."""

    def __call__(self, words: Collection[Word], /) -> Mapping[Word, str | None]:
        """Return each word's stem; None for a stop word."""


class Splitter(Protocol):
    """Finds the parts of many compounds at once."""

    def __call__(self, words: Collection[Word], /) -> Mapping[Word, tuple[str, ...]]:
        """Return the parts of each word that is a compound."""


class Token(NamedTuple):
    """One word of a text, or one number, code or address kept whole beside its parts."""

    text: str
    position: int
    is_whole: bool = False


def fold(text: str) -> str:
    """Return the text in lower case, without invisible characters and without accents that are no letters of ours."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    return composed.translate(_INVISIBLE).translate(_FOLDED)


def tokens(folded: str) -> Iterator[Token]:
    """Yield the words of a folded text by position, from 1.

    Case numbers (2026/123), classes (12.34.56), land registers (123/45), addresses of mail and words with a hyphen come
    whole, at the position of their first part, and then part by part.
    """
    position = 0
    for match in _CHUNK.finditer(folded):
        chunk = match.group()
        parts = [chunk] if chunk.isalnum() else _PART.findall(chunk)
        if len(parts) > 1 and _is_kept_whole(chunk):
            yield Token(chunk[:MAX_TOKEN], position + 1, is_whole=True)
        for part in parts:
            position += 1
            yield Token(part[:MAX_TOKEN], position)


def shown(found: Iterable[Token]) -> list[Token]:
    """Return each token once: what is kept whole without its parts, everything else as it is."""
    kept: list[Token] = []
    covered = 0
    for token in found:
        if token.is_whole:
            covered = token.position + len(_PART.findall(token.text)) - 1
        if token.is_whole or token.position > covered:
            kept.append(token)
    return kept


def _is_kept_whole(chunk: str) -> bool:
    return "-" in chunk or "@" in chunk or any(character.isdigit() for character in chunk)


def is_stemmed(token: Token) -> bool:
    """Tell whether grammar applies: not to numbers, codes and addresses."""
    return not token.is_whole and token.text.isalpha()


def word_of(token: Token, *, language: str) -> Word:
    """Return what to ask the stemmer about a token."""
    return language, base_form(token.text, language=language)


@dataclass(frozen=True)
class Field:
    """A piece of text and how much it counts: A title … D parts of compounds."""

    text: str
    weight: str
    keeps_typed: bool = False  # the typed form beside the stem: while someone types a name, its beginning is found


@dataclass(frozen=True)
class Document:
    """The fields of one thing, in one language, with the marks that only an exact question meets."""

    fields: tuple[Field, ...]
    language: str
    title: str = ""
    codes: tuple[str, ...] = ()


@dataclass
class Vector:
    """Lexemes with their places; becomes PostgreSQL's `tsvector` literal."""

    prefix: str
    places: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    size: int = 0

    def add(self, lexeme: str, position: int, weight: str) -> None:
        """Note that a lexeme stands somewhere; what PostgreSQL would refuse is left out."""
        places = self.places.get(lexeme)
        if places is None:
            cost = len(self.prefix) + len(lexeme.encode()) + 4
            if self.size + cost > MAX_VECTOR_BYTES:
                return
            self.size += cost
            places = self.places[lexeme]
        place = f"{min(position, MAX_POSITION)}{weight}"
        if len(places) < MAX_POSITIONS and (not places or places[-1] != place):
            self.size += 2
            places.append(place)

    def literal(self) -> str:
        """Return the text to cast to `tsvector`."""
        return " ".join(
            f"{quoted(self.prefix + lexeme)}:{','.join(places)}" for lexeme, places in sorted(self.places.items())
        )


def quoted(lexeme: str) -> str:
    """Return a lexeme as PostgreSQL's `tsvector` and `tsquery` read it, whatever is in it."""
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def title_mark(title: str) -> str:
    """Return the lexeme that stands for a whole title; `^` is in no word, so that no text can imitate it."""
    return "^" + " ".join(token.text for token in tokens(fold(title)) if not token.is_whole)[: 3 * MAX_TOKEN]


def code_mark(code: str) -> str:
    """Return the lexeme that stands for a whole number, code or old number, however it is spaced."""
    return "=" + "".join(token.text for token in shown(tokens(fold(code))))[: 2 * MAX_TOKEN]


def split_nothing(_words: Collection[Word]) -> Mapping[Word, tuple[str, ...]]:
    """Take no word for a compound."""
    return {}


def vectors(documents: Iterable[Document], *, prefix: str, stem: Stemmer, split: Splitter = split_nothing) -> list[str]:
    """Return one `tsvector` literal for each document, in order; stemmer and splitter are asked once for all.

    prefix: the tenant's own four characters, so that the lists in the index are one municipality's each.
    """
    cut = [(document, [list(tokens(fold(part.text))) for part in document.fields]) for document in documents]
    words = {
        word_of(token, language=document.language)
        for document, parts in cut
        for part in parts
        for token in part
        if is_stemmed(token)
    }
    compounds = {
        word: [(word[0], base_form(part, language=word[0])) for part in parts] for word, parts in split(words).items()
    }
    stems = stem(words | {part for parts in compounds.values() for part in parts})
    forms = {word: _forms(word, stems, compounds.get(word, ())) for word in words}
    return [_vector(document, parts, prefix=prefix, forms=forms).literal() for document, parts in cut]


class _Forms(NamedTuple):
    """What stands in the index for a word: its stem (None for a stop word), and the stems of its parts."""

    stem: str | None
    parts: tuple[str, ...]


def _forms(word: Word, stems: Mapping[Word, str | None], parts: Iterable[Word]) -> _Forms:
    return _Forms(stems[word], tuple(filter(None, (stems[part] for part in parts))))


def _vector(document: Document, parts: list[list[Token]], *, prefix: str, forms: Mapping[Word, _Forms]) -> Vector:
    vector = Vector(prefix)
    if document.title:
        vector.add(title_mark(document.title), MAX_POSITION, "D")
    for code in document.codes:
        vector.add(code_mark(code), MAX_POSITION, "D")
    offset = 0
    for part, found in zip(document.fields, parts, strict=True):
        for token in found:
            for lexeme, weight in _lexemes(token, part, language=document.language, forms=forms):
                vector.add(lexeme, offset + token.position, weight)
        offset += (found[-1].position if found else 0) + FIELD_GAP
    return vector


def _lexemes(token: Token, part: Field, *, language: str, forms: Mapping[Word, _Forms]) -> Iterator[tuple[str, str]]:
    """Yield the lexemes of one token with their weights."""
    if not is_stemmed(token):
        yield token.text, part.weight
        return
    stemmed, compound_parts = forms[word_of(token, language=language)]
    if stemmed is None:
        return
    yield stemmed, part.weight
    if part.keeps_typed and stemmed != token.text:
        yield token.text, part.weight
    for compound_part in compound_parts:
        yield compound_part, "D"
