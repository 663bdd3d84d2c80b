"""What a search gives back, and the cursor of its next page."""

import base64
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.links import Ref
from grunnmur.core.paging import BadCursorError
from grunnmur.core.search.query import MAX_WORDS, Query


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Where to look, beside the words; None means everywhere. Days are whole and count in the tenant's zone.

    units: the units themselves; the caller adds those below. `until` is the first day that is out.
    """

    kinds: tuple[str, ...] | None = None
    type_codes: tuple[str, ...] | None = None
    units: tuple[UUID, ...] | None = None
    scope: UUID | None = None
    since: date | None = None
    until: date | None = None
    is_mine: bool = False


EVERYWHERE = Filter()


@dataclass(frozen=True)
class Piece:
    """A piece of a snippet: plain text, to be escaped; `is_hit` is to be marked."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found, as its owner shows it today to the one who asked."""

    ref: Ref
    title: str
    url: str
    subtitle: str
    snippet: tuple[Piece, ...]
    unit: UUID | None
    type_code: str
    happened_at: datetime
    is_exact: bool
    is_cut: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow the search. `count` is None when there are too many hits to count them all."""

    value: str
    label: str
    count: int | None


@dataclass(frozen=True)
class Facets:
    """Ways to narrow the search, the largest first. A unit's label is its id: its owner knows the name."""

    kinds: tuple[Facet, ...] = ()
    units: tuple[Facet, ...] = ()
    types: tuple[Facet, ...] = ()
    years: tuple[Facet, ...] = ()
    mine: tuple[Facet, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """One page of hits. `count` and `facets` come with the first page; `count` is None for “more than 1,000”.

    opens: the one hit whose number or old number was typed. suggestion: what was perhaps meant, when nothing was found.
    next: the cursor of the next page, empty on the last. must_narrow: there is more, but nobody reads that far.
    """

    query: Query
    hits: tuple[Hit, ...] = ()
    count: int | None = 0
    facets: Facets = field(default_factory=Facets)
    next: str = ""
    must_narrow: bool = False
    suggestion: str = ""

    @property
    def opens(self) -> Hit | None:
        """The thing to open at once."""
        exact = [hit for hit in self.hits if hit.is_exact]
        return exact[0] if len(exact) == 1 else None

    @property
    def notice(self) -> str:
        """A sentence about what was typed and not used; empty when all was."""
        if not self.query.left_out:
            return ""
        sentence = _("A search uses up to %(words)d words and real dates. Left out: %(rest)s.")
        return sentence % {"words": MAX_WORDS, "rest": self.query.left_out}


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: rank, time and id of its last row, how many rows were shown, and the day of the first page.

    The day is kept because a thing's age counts in its rank.
    """

    rank: float
    happened_at: datetime
    entry_id: int
    shown: int
    day: date

    def __str__(self) -> str:
        key = [self.rank, self.happened_at.isoformat(), self.entry_id, self.shown, self.day.isoformat()]
        return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the cursor that was written as this text. Raises BadCursorError for any other text."""
        try:
            key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            rank, at, entry_id, shown, day = key
            found = cls(float(rank), datetime.fromisoformat(at), int(entry_id), int(shown), date.fromisoformat(day))
        except (ValueError, TypeError, OverflowError) as error:
            raise BadCursorError(_("This page address is not valid. Start from the first page.")) from error
        if found.happened_at.tzinfo is None or not 0 <= found.entry_id < 2**63 or found.shown < 0:
            raise BadCursorError(_("This page address is not valid. Start from the first page."))
        return found
