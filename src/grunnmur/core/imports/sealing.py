"""What is kept of a file: its cells, packed, with every national number replaced by its keyed hash and a mask.

The numbers themselves are never stored: not in the run, not in findings, not in the file that goes back.
"""

import gzip
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from grunnmur.core.identity_numbers import DANISH, HIGH, NORWEGIAN, check, keyed_hash, mask, scan
from grunnmur.core.models import Tenant
from grunnmur.core.secret_store import MissingSecretError
from grunnmur.core.tables.sheet import Cell, Note, Row, Sheet
from grunnmur.core.tables.values import as_text

_MARK = "\x1f"  # no spreadsheet cell holds the unit separator; those that do lose it
_MAY_HOLD_NUMBER = re.compile(r"\d{6}[ -]?\d{4}", re.ASCII)
_IS_LONG_ID = re.compile(r"(?:[a-z]+[-_])?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
"""A UUID, as tools write it: its digits may look like a national number by chance, and are none."""
_DOTS = "•"


@dataclass(frozen=True)
class Sealed:
    """A national number after sealing."""

    hmac: str
    masked: str
    has_check_digit: bool


def seal(sheets: Sequence[Sheet], *, columns: Sequence[Collection[int]], of: Tenant, on: date) -> list[Sheet]:
    """Return the sheets without national numbers.

    columns: for each sheet, the places of the columns that hold national numbers; whatever else looks surely like
    one is sealed too, wherever it stands. Raises MissingSecretError when there is a number and no key.
    """
    kinds = {DANISH, NORWEGIAN} if of.country == Tenant.Country.DENMARK else {NORWEGIAN}

    def sealed(cell: Cell, is_number: bool) -> Cell:  # noqa: FBT001 - local to the loop below
        text = as_text(cell).replace(_MARK, "")
        if (is_number and text) or _may_hold_number(text):
            return _sealed(text, cell, is_number=is_number, of=of, on=on, kinds=kinds)
        return text if isinstance(cell, str) else cell

    return [
        replace(
            sheet,
            rows=[
                Row(row.number, [sealed(cell, place in places) for place, cell in enumerate(row.cells)])
                for row in sheet.rows
            ],
        )
        for sheet, places in zip(sheets, columns, strict=True)
    ]


def _may_hold_number(text: str) -> bool:
    return bool(_MAY_HOLD_NUMBER.search(text)) and not _IS_LONG_ID.fullmatch(text)


def _sealed(text: str, cell: Cell, *, is_number: bool, of: Tenant, on: date, kinds: Collection[str]) -> Cell:
    text = text.zfill(11) if is_number and isinstance(cell, int) and len(text) == 10 and NORWEGIAN in kinds else text
    checked = check(text)
    hits = [hit for hit in scan(text, on=on, kinds=kinds) if hit.confidence == HIGH]
    is_whole = any(hit.span == (0, len(text)) for hit in hits)
    if checked and (is_number or is_whole):
        state = "1" if checked.has_check_digit else "0"
        return _MARK.join(("", keyed_hash(checked, of=of), mask(checked.digits), state))
    if is_number:
        return mask(text) if any(mark.isdigit() for mark in text) and _DOTS not in text else text
    for hit in reversed(hits):
        text = text[: hit.span[0]] + hit.masked + text[hit.span[1] :]
    return text if hits or isinstance(cell, str) else cell


def unseal(cell: Cell) -> Sealed | None:
    """Return the sealed number in a cell; None when it holds something else."""
    if isinstance(cell, str) and cell.startswith(_MARK):
        _nothing, hmac, masked, state = cell.split(_MARK)
        return Sealed(hmac, masked, has_check_digit=state == "1")
    return None


def is_masked(cell: Cell) -> bool:
    """Tell whether a cell holds a number that we masked once: the file came back mended."""
    return isinstance(cell, str) and _DOTS in cell


def shown(cell: Cell) -> Cell:
    """Return a cell as it may be shown: a sealed number masked."""
    sealed = unseal(cell)
    return sealed.masked if sealed else cell


def without(sheets: Sequence[Sheet], columns: Sequence[Collection[int]]) -> list[Sheet]:
    """Return the sheets with these columns emptied, and every cell that could hold a national number."""
    return [
        replace(
            sheet,
            rows=[
                Row(
                    row.number,
                    [
                        None if place in places or _may_hold_number(as_text(cell)) else cell
                        for place, cell in enumerate(row.cells)
                    ],
                )
                for row in sheet.rows
            ],
        )
        for sheet, places in zip(sheets, columns, strict=True)
    ]


def seal_or_empty(
    sheets: Sequence[Sheet], *, columns: Sequence[Collection[int]], of: Tenant, on: date
) -> tuple[list[Sheet], tuple[Note, ...]]:
    """Seal, or empty what would need sealing when this installation has no key for it, and say so."""
    try:
        return seal(sheets, columns=columns, of=of, on=on), ()
    except MissingSecretError:
        note = gettext_noop("This installation has no key for national identity numbers; cells with them were emptied.")
        return without(sheets, columns), (Note(note),)


def pack(sheets: Sequence[Sheet]) -> bytes:
    """Return sealed sheets as they are stored."""
    stored = [
        {
            "name": sheet.name,
            "header": sheet.header,
            "header_row": sheet.header_row,
            "rows": [[row.number, [_to_json(cell) for cell in row.cells]] for row in sheet.rows],
        }
        for sheet in sheets
    ]
    return gzip.compress(json.dumps(stored, ensure_ascii=False).encode(), compresslevel=4)


def unpack(content: bytes) -> list[Sheet]:
    """Return the sheets as `pack` stored them."""
    stored = json.loads(gzip.decompress(content))
    return [
        Sheet(
            name=sheet["name"],
            header=tuple(sheet["header"]),
            header_row=sheet["header_row"],
            rows=[Row(number, [_from_json(cell) for cell in cells]) for number, cells in sheet["rows"]],
        )
        for sheet in stored
    ]


def _to_json(cell: Cell) -> Any:  # Any: JSON
    match cell:
        case datetime():
            return {"time": cell.isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case _:
            return cell


def _from_json(cell: Any) -> Cell:  # Any: JSON
    if isinstance(cell, dict):
        return date.fromisoformat(cell["day"]) if "day" in cell else datetime.fromisoformat(cell["time"])
    found: Cell = cell
    return found
