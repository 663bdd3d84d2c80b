"""Words compared the way people type them: case, accents, endings and one slip do not matter."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SAME_LETTER = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ð": "d", "þ": "th", "ß": "ss"})
WORD = re.compile(r"\d+(?:[.,]\d+)*|§|[^\W\d_]+(?:[-’'][^\W\d_]+)*", re.UNICODE)
ABBREVIATIONS = frozenset({"ev", "evt", "ift", "ang", "hht", "jf", "nr", "bl", "f.eks", "inkl", "ca", "if"})
ENDINGS = ("ene", "et", "en", "a", "e")
SHORTEST_STEM = 4
TYPO_LENGTH = 6  # letters a word needs before one slip is forgiven
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-zæøå\d_]|\()|\n")


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands: `start`, `end` in the text, `word` folded."""

    start: int
    end: int
    word: str


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return text in lower case without accents; æ, ø and å become ae, o and a."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(SAME_LETTER)
    plain = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def tokens(text: str, *, offset: int = 0) -> list[Token]:
    """Return the words of a text with their places, `offset` added."""
    return [Token(offset + match.start(), offset + match.end(), fold(match.group())) for match in WORD.finditer(text)]


def sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences with their places; an abbreviation ends none."""
    found, start = [], 0
    for cut in SENTENCE_END.finditer(text):
        if (
            text[cut.start()] != "\n"
            and fold(text[start : cut.start()].rsplit(" ", 1)[-1]).strip("(.") in ABBREVIATIONS
        ):
            continue
        found.append((start, text[start : cut.start()]))
        start = cut.end()
    found.append((start, text[start:]))
    return [(at, sentence) for at, sentence in found if sentence.strip()]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a folded word without definite and plural endings and hyphens."""
    word = fold(word).replace("-", "").strip(" .,:;!?()")
    ending = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= SHORTEST_STEM), "")
    return stem(word[: -len(ending)]) if ending else word


def phrase(text: str) -> tuple[str, ...]:
    """Return the stems of a name, to compare names with."""
    return tuple(stem(token.word) for token in tokens(text))


@lru_cache(maxsize=16384)
def is_like(word: str, wanted: str) -> bool:
    """Whether two folded words are the same but for one slip in a long word."""
    if word == wanted:
        return True
    if min(len(word), len(wanted)) < TYPO_LENGTH or abs(len(word) - len(wanted)) > 1:
        return False
    return _one_slip(*sorted((word, wanted), key=len))


def _one_slip(short: str, long: str) -> bool:
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = long[:at] + long[at + 1 : at + 2] + long[at : at + 1] + long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or short == swapped


def similarity(one: str, other: str) -> float:
    """Return the share of letter triples two names have in common, 0 to 1, as PostgreSQL's pg_trgm does."""
    mine, theirs = _triples(fold(one)), _triples(fold(other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _triples(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in text.split():
        padded = f"  {word} "
        found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return frozenset(found)


def find_phrase(words: Sequence[Token], *wanted: str, start: int = 0) -> int:
    """Return where a row of words begins among the tokens, −1 if nowhere; one slip is forgiven."""
    for at in range(start, len(words) - len(wanted) + 1):
        if all(is_like(words[at + i].word, word) for i, word in enumerate(wanted)):
            return at
    return -1
