"""What a reader could not take, or took otherwise than it stands: named, with its place in the file."""

from dataclasses import dataclass
from enum import StrEnum

from grunnmur.core.tables.sheet import Note
from grunnmur.landscape.exchange.marked import _

LONGEST = 200
"""Characters of a file's text that a sentence repeats."""

MOST = 20_000
"""Remarks that are kept of one file."""


class Problem(StrEnum):
    """The name of a finding, for tests and for counting."""

    UNKNOWN_TYPE = "unknown type"
    UNMAPPED_TYPE = "unmapped type"
    UNKNOWN_RELATION = "unknown relation"
    UNMAPPED_RELATION = "unmapped relation"
    DUPLICATE_IDENTIFIER = "duplicate identifier"
    MISSING_IDENTIFIER = "missing identifier"
    MISSING_NAME = "missing name"
    DANGLING_REFERENCE = "dangling reference"
    UNREAD_END = "unread end"
    SAME_ENDS = "same ends"
    UNFIT_CODE = "unfit code"
    BAD_VALUE = "bad value"
    UNKNOWN_PROPERTY = "unknown property"
    NOT_TAKEN = "not taken"
    MORE = "more"


@dataclass(frozen=True, kw_only=True)
class Finding(Note):
    """One remark about a file; `str()` gives the sentence in the language of whoever looks.

    line: 1-based, in XML the line and in a table the row; 0 = the file as a whole. part: the file in an archive.
    identifier: of the element or relation it is about, blank when it has none. is_lost: what it is about is not in
    the model.
    """

    problem: Problem
    line: int = 0
    part: str = ""
    identifier: str = ""
    is_lost: bool = False


@dataclass(slots=True, kw_only=True)
class Place:
    """Where something stands in a file, and its identifier there."""

    identifier: str = ""
    line: int = 0
    part: str = ""


class Findings(list[Finding]):
    """The remarks about one file, in the order they were made; MOST of them, and how many more there are."""

    more = 0

    def all(self) -> tuple[Finding, ...]:
        """Return the remarks, the last of which tells how many were left out."""
        if not self.more:
            return tuple(self)
        message = _("%(count)s more remarks on this file were left out.")
        return (*self, Finding(problem=Problem.MORE, message=message, params={"count": self.more}))

    def lost(self, problem: Problem, message: str, *, at: Place, **params: str | int) -> None:
        """Tell that something is not in the model."""
        self._add(problem, message, at, params, is_lost=True)

    def kept(self, problem: Problem, message: str, *, at: Place, **params: str | int) -> None:
        """Tell that something is in the model, but otherwise than it stands in the file."""
        self._add(problem, message, at, params, is_lost=False)

    def _add(self, problem: Problem, message: str, at: Place, params: dict[str, str | int], *, is_lost: bool) -> None:
        if len(self) >= MOST:
            self.more += 1
            return
        self.append(
            Finding(
                message=message,
                params={key: value[:LONGEST] if isinstance(value, str) else value for key, value in params.items()},
                problem=problem,
                line=at.line,
                part=at.part,
                identifier=at.identifier,
                is_lost=is_lost,
            )
        )
