"""What changed between two texts: piece by piece, and inside a changed piece word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from grunnmur.documents.text.pieces import Piece, words_in

ALIKE = 0.5  # so much of two pieces' words is the same, that one is the other, changed
LONGEST = 2_000  # words of a piece whose words are compared one by one

PassageKind = Literal["same", "added", "removed", "changed"]


class Run(NamedTuple):
    """Words in a row that stand in both texts, or in one of them."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class Passage:
    """One piece as it is in both texts, or was changed, or stands in one of them only."""

    kind: PassageKind
    older: Piece | None
    newer: Piece | None
    runs: Sequence[Run] = ()

    @property
    def piece(self) -> Piece:
        """The piece as it is now, or was."""
        found = self.newer or self.older
        if found is None:
            raise ValueError("A passage has a piece.")
        return found


@dataclass(frozen=True)
class Amount:
    """How many words came or went, and of how many."""

    changed: int
    of: int

    @property
    def share(self) -> float:
        """How much of the text that is, from 0 to 1."""
        return min(1.0, self.changed / self.of) if self.of else 0.0


def compare(older: Sequence[Piece], newer: Sequence[Piece]) -> list[Passage]:
    """Return both texts as passages in reading order; where something was replaced, what went stands first."""
    matcher = SequenceMatcher(None, [_key(piece) for piece in older], [_key(piece) for piece in newer])
    found: list[Passage] = []
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(older[first:last], newer[begin:end], strict=True)
            found += [Passage("same", before, after) for before, after in pairs]
        else:
            found += _replaced(older[first:last], newer[begin:end])
    return found


def _key(piece: Piece) -> tuple[str, str, str]:
    return piece.kind, piece.plain, piece.picture


def _replaced(older: Sequence[Piece], newer: Sequence[Piece]) -> Iterator[Passage]:
    """Yield what went and what came; pieces that are much alike and in the same order are one piece, changed."""
    left = list(older)
    for piece in newer:
        place = next((number for number, other in enumerate(left) if _is_alike(other, piece)), None)
        if place is None:
            yield Passage("added", None, piece)
            continue
        yield from (Passage("removed", gone, None) for gone in left[:place])
        yield Passage("changed", left[place], piece, runs(left[place].plain, piece.plain))
        left = left[place + 1 :]
    yield from (Passage("removed", gone, None) for gone in left)


def _is_alike(one: Piece, other: Piece) -> bool:
    if one.kind != other.kind or one.picture != other.picture:
        return False
    if one.picture:
        return True  # the same picture, told in other words
    words, others = one.plain.split(), other.plain.split()
    if max(len(words), len(others)) > LONGEST:
        return False
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return matcher.real_quick_ratio() > ALIKE and matcher.quick_ratio() > ALIKE and matcher.ratio() > ALIKE


def runs(older: str, newer: str) -> list[Run]:
    """Return two pieces as runs of words: what is in both, what went, what came."""
    before, after = older.split(), newer.split()
    found: list[Run] = []
    for tag, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Run("same", " ".join(before[first:last])))
            continue
        if last > first:
            found.append(Run("removed", " ".join(before[first:last])))
        if end > begin:
            found.append(Run("added", " ".join(after[begin:end])))
    return found


def amount(passages: Sequence[Passage]) -> Amount:
    """Return how many words came or went: of a word that was replaced by another, one is counted.

    The words of a picture that came or went are not: that it did is told by itself.
    """
    changed = 0
    for passage in passages:
        if passage.kind == "changed":
            came = sum(len(run.text.split()) for run in passage.runs if run.kind == "added")
            went = sum(len(run.text.split()) for run in passage.runs if run.kind == "removed")
            changed += max(came, went)
        elif passage.kind != "same" and passage.piece.kind != "picture":
            changed += len(passage.piece.plain.split())
    before = len(words_in(passage.older for passage in passages if passage.older))
    after = len(words_in(passage.newer for passage in passages if passage.newer))
    return Amount(changed, max(before, after))
