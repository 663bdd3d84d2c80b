"""Finding: one statement reads what the asker may find, then the owners are asked again about what is shown."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import connection

from grunnmur.core.clock import today
from grunnmur.core.links import Link, Ref, links_to
from grunnmur.core.permissions import Actor
from grunnmur.core.search.analyse import Word, quoted, title_mark
from grunnmur.core.search.indexing import language_of
from grunnmur.core.search.keys import keys_to_find
from grunnmur.core.search.kinds import kind_named, registered
from grunnmur.core.search.query import Query, parse
from grunnmur.core.search.result import EVERYWHERE, Cursor, Facet, Facets, Filter, Hit, Result
from grunnmur.core.search.snippet import Wanted, snippet, words_to_ask
from grunnmur.core.search.stemmer import stem
from grunnmur.core.search.suggestion import suggest
from grunnmur.core.search.tsquery import Literals, literals
from grunnmur.core.sql import statement
from grunnmur.core.tenancy import current_tenant

MAX_SHOWN = 200
UNIT = "unit"  # the kind that `unit:` names

_Value = TypeVar("_Value")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Row:
    """One entry that was found, as the database has it."""

    entry_id: int
    rank: float
    is_exact: bool
    ref: Ref
    language: str
    title: str
    subtitle: str
    window: str
    is_window_cut: bool
    unit: UUID | None
    type_code: str
    happened_at: datetime
    is_cut: bool


@dataclass(frozen=True)
class Page:
    """Which page, in which order. The day of the first page decides how old things are on all of them."""

    limit: int = 20
    after: Cursor | None = None
    is_newest: bool = False

    @property
    def day(self) -> date:
        """The day on which ages are counted."""
        return self.after.day if self.after else today()

    @property
    def shown(self) -> int:
        """How many rows have been shown when this page is."""
        return self.limit + (self.after.shown if self.after else 0)

    @property
    def may_go_on(self) -> bool:
        """Tell whether there may be another page."""
        return self.shown < MAX_SHOWN

    def ending_with(self, row: Row) -> Cursor:
        """Return the cursor of the next page."""
        return Cursor(row.rank, row.happened_at, row.entry_id, self.shown, self.day)


@dataclass(frozen=True)
class Found:
    """A page of rows, one more than asked if there are more; count and facets with the first page."""

    rows: tuple[Row, ...] = ()
    count: int | None = 0
    facets: tuple[tuple[str, str, int | None], ...] = ()


def match(
    query: str,
    *,
    seen_by: Actor,
    within: Filter = EVERYWHERE,
    limit: int = 20,
    after: str = "",
    is_newest: bool = False,
) -> Result:
    """Return a page of what the asker may find and may open, the best first or the newest first.

    Never more than 200 hits in all. Raises BadCursorError for an `after` that was not given here.
    Statements: one to find; one for each kind on the page, by its owner; at most two for words not met before; one more
    for `unit:`, and one for a suggestion when nothing was found; and what kinds ask for keys of their own (`keys.py`).
    """
    asked = parse(query)
    cursor = Cursor.read(after) if after else None
    if asked.is_empty and within == EVERYWHERE:
        return Result(query=asked)
    keys = keys_to_find(seen_by, kinds=within.kinds)
    tenant = current_tenant()
    wanted = literals(asked, prefix=tenant.lexeme_prefix, languages=[language_of(tenant)], stem=stem)
    place = Page(limit=limit, after=cursor, is_newest=is_newest)
    found = find(wanted, keys=keys, within=narrowed(within, asked, keys=keys), page=place)
    result = _shown(found, asked, wanted=wanted, page=place, seen_by=seen_by)
    if not found.rows and not cursor and asked.has_words:
        return replace(result, suggestion=suggest(asked))
    return result


def find(wanted: Literals, *, keys: Collection[str], within: Filter, page: Page) -> Found:
    """Return a page of rows that these audience keys open, as the database has them. One statement."""
    arguments = _words(wanted) | _place(page) | _where(within, keys)
    with connection.cursor() as cursor:
        cursor.execute(statement("search_page.sql"), arguments)
        records = cursor.fetchall()
    if not records:
        return Found()
    is_exact_count, count = records[0][-3], records[0][-2]
    counted = json.loads(next((record[-1] for record in records if record[-1]), "[]"))
    return Found(
        rows=tuple(_row(record) for record in records),
        count=count if is_exact_count else None,
        facets=tuple((facet, value, hits if is_exact_count else None) for facet, value, hits in counted),
    )


def narrowed(within: Filter, asked: Query, *, keys: Collection[str]) -> Filter:
    """Return the filter with what was typed as `type:`, `unit:`, `after:`, `before:` and `mine`."""
    named = {text: kind_named(text) for text in asked.types}
    kinds = tuple(kind.key for kind in named.values() if kind)
    codes = tuple(text for text, kind in named.items() if not kind)
    return Filter(
        kinds=_both(within.kinds, kinds or None),
        type_codes=_both(within.type_codes, codes or None),
        units=_both(within.units, _units_named(asked.unit, keys=keys) if asked.unit else None),
        scope=within.scope,
        since=max(filter(None, (within.since, asked.after)), default=None),
        until=min(filter(None, (within.until, asked.before)), default=None),
        is_mine=within.is_mine or asked.is_mine,
    )


def _both(one: tuple[_Value, ...] | None, other: tuple[_Value, ...] | None) -> tuple[_Value, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(value for value in one if value in other)


def _units_named(name: str, *, keys: Collection[str]) -> tuple[UUID, ...]:
    """Return the units with this name or id that the asker may find; none if there is no such unit."""
    try:
        return (UUID(name),)
    except ValueError:
        mark = quoted(current_tenant().lexeme_prefix + title_mark(name))
    found = find(Literals(words=mark), keys=keys, within=Filter(kinds=(UNIT,)), page=Page(limit=MAX_SHOWN))
    return tuple(row.ref.id for row in found.rows)


def _words(wanted: Literals) -> dict[str, Any]:  # Any: arguments of the driver, here and below
    return {
        "asked": wanted.words or None,
        "excluded": wanted.excluded or None,
        "code": wanted.code or None,
        "title": wanted.title or None,
        "forms": sorted(wanted.wanted.beginnings_in_text()),
    }


def _place(page: Page) -> dict[str, Any]:
    after = page.after
    return {
        "limit": page.limit + 1,
        "is_newest": page.is_newest,
        "today": page.day,
        "after_rank": after and after.rank,
        "after_at": after and after.happened_at,
        "after_id": after and after.entry_id,
    }


def _where(within: Filter, keys: Collection[str]) -> dict[str, Any]:
    kinds = registered()
    own = [key for key in keys if key.startswith("person:")]
    return {
        "keys": sorted(keys),
        "own": own,
        "mine": own if within.is_mine else None,
        "kinds": [key for key in kinds if within.kinds is None or key in within.kinds],
        "weights": [kind.weight for key, kind in kinds.items() if within.kinds is None or key in within.kinds],
        "type_codes": None if within.type_codes is None else list(within.type_codes),
        "units": None if within.units is None else list(within.units),
        "scope": within.scope,
        "since": _midnight(within.since),
        "until": _midnight(within.until),
    }


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=current_tenant().zone)


def _row(record: Sequence[Any]) -> Row:  # Any: a row of the driver
    entry_id, rank, is_exact, kind, ref, *others = record
    return Row(entry_id, rank, is_exact, Ref(kind, ref), *others[:-3])


def _shown(found: Found, asked: Query, *, wanted: Literals, page: Page, seen_by: Actor) -> Result:
    """Return what the owners let the asker open. If they hide something, search was wrong: that is an alarm."""
    rows = found.rows[: page.limit]
    links = links_to([row.ref for row in rows], seen_by=seen_by)
    hidden = [row.ref for row in rows if row.ref not in links]
    for ref in hidden:
        log.error("search_found_what_its_owner_hides", kind=ref.kind, ref=str(ref.id))
    return Result(
        query=asked,
        hits=_hits([row for row in rows if row.ref in links], links, wanted),
        count=None if hidden else found.count,
        facets=Facets() if hidden else facets(found.facets),
        next=str(page.ending_with(rows[-1])) if len(found.rows) > len(rows) and page.may_go_on else "",
        must_narrow=len(found.rows) > len(rows) and not page.may_go_on,
    )


def _hits(rows: Collection[Row], links: Mapping[Ref, Link], wanted: Literals) -> tuple[Hit, ...]:
    """Return the rows as hits; the stemmer is asked once for all snippets."""
    asked: set[Word] = set()
    for row in rows:
        asked |= words_to_ask(row.window, language=row.language, wanted=wanted.wanted)
    stems = stem(asked)
    return tuple(_hit(row, links[row.ref], wanted.wanted, stems) for row in rows)


def _hit(row: Row, link: Link, wanted: Wanted, stems: Mapping[Word, str | None]) -> Hit:
    lines = snippet(row.window, language=row.language, wanted=wanted, stems=stems, is_cut=row.is_window_cut)
    return Hit(
        ref=row.ref,
        title=link.title,
        url=link.url,
        subtitle=link.subtitle or row.subtitle,
        snippet=lines,
        unit=row.unit,
        type_code=row.type_code,
        happened_at=row.happened_at,
        is_exact=row.is_exact,
        is_cut=row.is_cut,
    )


def facets(counted: Iterable[tuple[str, str, int | None]]) -> Facets:
    """Return the counts by facet, with the kinds' labels in the reader's language."""
    groups: defaultdict[str, list[Facet]] = defaultdict(list)
    kinds = registered()
    for name, value, count in counted:
        label = str(kinds[value].label) if name == "kind" else value
        groups[name].append(Facet(value, label, count))
    return Facets(
        kinds=tuple(groups["kind"]),
        units=tuple(groups["unit"]),
        types=tuple(groups["type"]),
        years=tuple(groups["year"]),
        mine=tuple(groups["mine"]),
    )
