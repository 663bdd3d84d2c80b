"""Writing to search. Actions call `index` and `forget` in their own transaction, so that search never lags behind."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from grunnmur.core.clock import now
from grunnmur.core.inserting import NOTHING, Bare, NewRow, Sql, insert_together
from grunnmur.core.models import SearchEntry, Tenant
from grunnmur.core.prepared import ask
from grunnmur.core.search.analyse import Document, Field, vectors
from grunnmur.core.search.compounds import split
from grunnmur.core.search.kinds import Entry
from grunnmur.core.search.stemmer import DICTIONARIES, stem
from grunnmur.core.tenancy import current_tenant

BATCH = 500
MAX_TITLE = 300
MAX_BODY = 200_000  # characters
ANALYSIS = 1  # counts up when the analysis changes, so that `rebuild` writes every vector again

Key = tuple[str, UUID, int]
"""Kind, ref and part: what makes an entry one and the same."""


class _Row(NamedTuple):
    """What is written of a SearchEntry. Things are indexed all day: an object of the model takes ten times as long."""

    kind: str
    ref: UUID
    part: int
    language: str
    title: str
    subtitle: str
    body: str
    is_cut: bool
    unit: UUID | None
    scope: UUID | None
    type_code: str
    grouping: str
    class_code: str
    state: int
    year: int
    happened_at: datetime
    audience_keys: list[str]
    content_hash: bytes
    updated_at: datetime


_KEY, _WRITTEN = _Row._fields[:3], _Row._fields[3:]
_IN_ORDER = json.JSONEncoder(default=str, sort_keys=True)
_HASHED = [field.name for field in fields(Entry) if field.name != "audience_keys"]
# Written out, since single things are indexed all day: making SQL of models took longer than the rest of it.
_STORED = """
    SELECT kind, ref, part, content_hash, audience_keys FROM search_entry WHERE kind = ANY (%s) AND ref = ANY (%s)
"""
_PLACES = f"({', '.join(['%s'] * len((*_KEY, *_WRITTEN)))})"
_MADE = f"""
    WITH made AS (
        INSERT INTO search_entry ({", ".join((*_KEY, *_WRITTEN))}) VALUES {{rows}}
        ON CONFLICT (tenant_id, kind, ref, part) DO UPDATE
        SET ({", ".join(_WRITTEN)}) = ROW ({", ".join(f"excluded.{name}" for name in _WRITTEN)})
        RETURNING id, kind, ref, part
    )
"""  # noqa: S608  # names of columns, above
_WRITE_ONE = f"{_MADE.format(rows=_PLACES)} SELECT search_put(ARRAY[made.id], ARRAY[%s::text]) FROM made"  # noqa: S608
_WRITE = f"""{_MADE}
    SELECT search_put(array_agg(made.id), array_agg(v.vector))
    FROM made JOIN unnest(%s::text[], %s::uuid[], %s::int[], %s::text[]) AS v (kind, ref, part, vector)
    USING (kind, ref, part)
"""  # noqa: S608  # the same


def index(entries: Iterable[Entry], *, is_forced: bool = False) -> int:
    """Make things findable, or found as they are now; return how many were written.

    What is unchanged is not written, unless forced: newly counted words may split more compounds. Of the same kind,
    ref and part the last one counts. A few statements for each 500 entries. Raises ValueError for an entry without
    audience.
    """
    remaining = iter(entries)
    written = 0
    while batch := list(islice(remaining, BATCH)):
        written += _index_batch({_key_of(entry): entry for entry in batch}, is_forced=is_forced)
    return written


def index_beside(entry: Entry, *rows: NewRow, unless: Sql = NOTHING) -> bool:
    """Insert new rows, and let the new thing they are be found. One statement.

    unless: a query; if it finds anything, nothing is written and False returned. Raises IntegrityError, ValueError for
    an entry without audience.
    """
    tenant = current_tenant()
    row = _row(entry, tenant)
    literals = vectors([_document(row, entry, tenant)], prefix=tenant.lexeme_prefix, stem=stem, split=split)
    put = Sql(f"search_put(ARRAY[row{len(rows)}.id], ARRAY[%s::text])", literals)
    return insert_together(*rows, Bare(SearchEntry, row._asdict()), also=put, unless=unless)


def forget(kind: str, refs: Collection[UUID], *, from_part: int = 0) -> None:
    """Make things of a kind unfindable; with `from_part`, only their parts from that one on."""
    SearchEntry.objects.filter(kind=kind, ref__in=refs, part__gte=from_part).delete()


def set_audience(kind: str, audiences: Mapping[UUID, Collection[str]]) -> int:
    """Say anew who may find things, without touching their text; return how many entries were written.

    Two statements, however many there are. Raises ValueError for an empty audience.
    """
    refs = list(audiences)
    keys = [_audience(audiences[ref]) for ref in refs]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_entry AS e SET updated_at = %s,"
            " audience_keys = ARRAY (SELECT jsonb_array_elements_text(a.keys))"
            " FROM unnest(%s::uuid[], %s::jsonb[]) AS a (ref, keys)"
            " WHERE e.kind = %s AND e.ref = a.ref"
            " AND e.audience_keys <> ARRAY (SELECT jsonb_array_elements_text(a.keys))::varchar[]"
            " RETURNING e.id",
            [now(), refs, [json.dumps(own) for own in keys], kind],
        )
        changed = [entry_id for (entry_id,) in cursor.fetchall()]
    _put(changed, [None] * len(changed))
    return len(changed)


def _index_batch(entries: Mapping[Key, Entry], *, is_forced: bool) -> int:
    tenant = current_tenant()
    stored = {} if is_forced else _stored(entries)
    rows = {
        key: _row(entries[key], tenant) for key in sorted(entries)
    }  # one order of locks, so that none waits for ever
    changed = {key: row for key, row in rows.items() if (row.content_hash, row.audience_keys) != stored.get(key)}
    if not changed:
        return 0
    documents = [_document(row, entries[key], tenant) for key, row in changed.items()]
    _write(changed, vectors(documents, prefix=tenant.lexeme_prefix, stem=stem, split=split))
    return len(changed)


def _write(rows: Mapping[Key, _Row], literals: Sequence[str]) -> None:
    """Write entries with their vectors. One statement."""
    values = [value for row in rows.values() for value in row]
    if len(rows) == 1:
        ask(_WRITE_ONE, [*values, *literals])
        return
    kinds, refs, parts = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        statement = _WRITE.format(rows=", ".join([_PLACES] * len(rows)))
        cursor.execute(statement, [*values, list(kinds), list(refs), list(parts), list(literals)])


def _stored(keys: Collection[Key]) -> dict[Key, tuple[bytes, list[str]]]:
    kinds, refs = {kind for kind, _ref, _part in keys}, {ref for _kind, ref, _part in keys}
    rows = ask(_STORED, [list(kinds), list(refs)])
    return {(kind, ref, part): (bytes(content), audience) for kind, ref, part, content, audience in rows}


def _put(entry_ids: Sequence[int], literals: Sequence[str | None]) -> None:
    if entry_ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT search_put(%s::bigint[], %s::text[])", [list(entry_ids), list(literals)])


def _key_of(entry: Entry) -> Key:
    return entry.kind, entry.ref, entry.part


def _row(entry: Entry, tenant: Tenant) -> _Row:
    happened_at = entry.happened_at or now()
    body = _storable(entry.body)
    return _Row(
        kind=entry.kind,
        ref=entry.ref,
        part=entry.part,
        language=entry.language or language_of(tenant),
        title=_cut(_storable(entry.title)),
        subtitle=_cut(_storable(entry.subtitle)),
        body=body[:MAX_BODY],
        is_cut=len(body) > MAX_BODY,
        unit=entry.unit,
        scope=entry.scope,
        type_code=entry.type_code,
        grouping=_cut(_storable(entry.grouping)),
        class_code=entry.class_code,
        state=entry.state,
        year=happened_at.astimezone(tenant.zone).year,
        happened_at=happened_at,
        audience_keys=_audience(entry.audience_keys),
        content_hash=_hash(entry),
        updated_at=now(),
    )


def language_of(tenant: Tenant) -> str:
    """Return the language in which the municipality's own texts are written, unless an entry says otherwise."""
    if tenant.language in {"nb", "nn", "da"}:
        return tenant.language
    return "da" if tenant.country == Tenant.Country.DENMARK else "nb"


def _document(row: _Row, entry: Entry, tenant: Tenant) -> Document:
    """Return what is analysed: A title and numbers, B what describes it, C its text.

    In a language whose stems nobody here asks for, the typed form of every word is kept beside the stem.
    """
    is_foreign = DICTIONARIES[row.language] != DICTIONARIES[language_of(tenant)]
    codes = tuple(_storable(code) for code in entry.codes)
    described = [row.subtitle, row.grouping, row.class_code, *(_storable(word) for word in entry.keywords)]
    fields = [
        Field(row.title, "A", keeps_typed=True),
        *(Field(code, "A") for code in codes),
        *(Field(text, "B", keeps_typed=is_foreign) for text in described if text),
        Field(row.body, "C", keeps_typed=is_foreign),
    ]
    return Document(tuple(fields), row.language, title=row.title, codes=codes)


def _audience(keys: Collection[str]) -> list[str]:
    if not keys:
        raise ValueError("An entry without audience could be found by nobody; forget it instead.")
    return sorted(set(keys))


def _storable(text: str) -> str:
    """Return the text without what PostgreSQL cannot hold: NUL, and halves of surrogate pairs."""
    clean = text.replace("\x00", "")
    return clean if clean.isascii() else clean.encode("utf-8", "ignore").decode()


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"


def _hash(entry: Entry) -> bytes:
    """Return what changes with everything but the audience, which is compared by itself."""
    facts = {name: getattr(entry, name) for name in _HASHED}
    return hashlib.sha256(_IN_ORDER.encode([ANALYSIS, facts]).encode()).digest()
