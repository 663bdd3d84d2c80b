"""From the cells of a sheet to records of a shape. A row that cannot be read is a record too: one in error."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop

from grunnmur.core.imports.findings import ERROR, LONGEST_VALUE, WARNING, Finding, Place
from grunnmur.core.imports.mapping import Mapping, fields_of
from grunnmur.core.imports.sealing import is_masked, shown, unseal
from grunnmur.core.imports.shapes import Field, Kind, Shape
from grunnmur.core.tables.sheet import Cell, Row, Sheet
from grunnmur.core.tables.values import CellError, as_code, as_day, as_decimal, as_text, as_truth

NOT_SAID = object()


@dataclass(slots=True)
class Record:
    """One row as a shape reads it. `values` holds only what the file says; see `Field.is_cleared_by_blank`.

    is_wrong: the row is in error, so nothing in it is believed but the keys that could be read.
    """

    sheet: str
    row: int
    values: dict[str, Any]  # Any: each field has a type of its own
    is_wrong: bool = False

    def get(self, name: str) -> Any:  # Any: the same
        """Return what the row says of a field, None when nothing."""
        return self.values.get(name)


@dataclass
class Reading:
    """The records of a file by shape, and what was found while reading."""

    tables: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)
    headers: dict[tuple[str, str], str] = field(default_factory=dict)  # (sheet, field) → header in the file

    def refuse(self, record: Record, message: str, *, at: str = "", how: str = "", **params: str | int) -> None:
        """Put a record in error: it says nothing any more, and what it names is left as it is."""
        record.is_wrong = True
        self.findings.append(Finding(ERROR, self.place(record, at), message, how, params))

    def warn(self, record: Record, message: str, *, at: str = "", how: str = "", **params: str | int) -> None:
        """Tell something about a record that is used all the same."""
        self.findings.append(Finding(WARNING, self.place(record, at), message, how, params))

    def place(self, record: Record, at: str) -> Place:
        """Return where a field of a record stands in the file."""
        column = self.headers.get((record.sheet, at), at)
        value = as_text(record.get(at))[:LONGEST_VALUE] if at else ""
        return Place(sheet=record.sheet, row=record.row, column=column, value=value)


def read_sheet(sheet: Sheet, shape: Shape, *, mapping: Mapping, into: Reading) -> None:
    """Add the records of a sheet; its rows in error are told and kept as records in error."""
    columns = [(place, shape.field(name)) for place, name in fields_of(sheet, shape, mapping).items()]
    into.headers.update({(sheet.name, each.name): sheet.header[place] for place, each in columns})
    missing = [name for name in shape.required if name not in {each.name for _place, each in columns}]
    if missing:
        into.findings.append(
            Finding(
                ERROR,
                Place(sheet=sheet.name, row=sheet.header_row, column=", ".join(missing)),
                gettext_noop("The table lacks columns it must have, so it was not read."),
                gettext_noop("Add the columns, or say in the mapping which of your columns they are."),
            )
        )
        into.tables[shape.name].append(Record(sheet.name, sheet.header_row, {}, is_wrong=True))
        return
    reader, passed_over = _RowReader(sheet, columns, mapping, into), _RowReader(sheet, columns, mapping, Reading())
    left_out = frozenset(mapping.left_out.get(sheet.name, ()))
    into.tables[shape.name] += [
        passed_over.read_as_unknown(row) if row.number in left_out else reader.read(row) for row in sheet.rows
    ]


@dataclass
class _RowReader:
    sheet: Sheet
    columns: Sequence[tuple[int, Field]]
    mapping: Mapping
    into: Reading

    def read(self, row: Row) -> Record:
        record = Record(self.sheet.name, row.number, {})
        for place, each in self.columns:
            cell = row.cells[place] if place < len(row.cells) else None
            try:
                value = self._value(cell, each)
            except CellError as error:
                record.is_wrong = True
                self.into.findings.append(Finding.of_cell(self._place(row, place, cell, each), error))
                continue
            if value is not NOT_SAID:
                record.values[each.name] = value
            self._warn_of_check_digit(row, place, cell, each)
        return record

    def read_as_unknown(self, row: Row) -> Record:
        """Return a row that nothing is believed of: somebody chose to leave it out."""
        record = self.read(row)
        record.is_wrong = True
        return record

    def _value(self, cell: Cell, each: Field) -> Any:  # Any: each kind has a type of its own
        cell = self._translated(cell, each)
        if cell is None or cell == "":
            if each.is_required:
                raise CellError(gettext_noop("The cell is empty, but must not be."), gettext_noop("Fill in the cell."))
            return _NOTHING[each.kind] if each.is_cleared_by_blank else NOT_SAID
        return _READERS[each.kind](cell, each, self.mapping)

    def _translated(self, cell: Cell, each: Field) -> Cell:
        values = self.mapping.values.get(each.name)
        return values.get(as_text(cell), cell) if values else cell

    def _place(self, row: Row, place: int, cell: Cell, each: Field) -> Place:
        value = as_text(shown(cell))[:LONGEST_VALUE]
        if each.kind == Kind.IDENTITY and not is_masked(value):
            value = "•" * len(value)
        return Place(sheet=self.sheet.name, row=row.number, column=self.sheet.header[place], value=value)

    def _warn_of_check_digit(self, row: Row, place: int, cell: Cell, each: Field) -> None:
        sealed = unseal(cell) if each.kind == Kind.IDENTITY else None
        if sealed and not sealed.has_check_digit:
            self.into.findings.append(
                Finding(
                    WARNING,
                    self._place(row, place, cell, each),
                    gettext_noop("The check digit of this national identity number does not fit; it is used as it is."),
                    gettext_noop("Compare it with the source. Danish numbers since 2007 may lack the check digit."),
                )
            )


def _text(cell: Cell, each: Field, _mapping: Mapping) -> str:
    return _short(as_text(shown(cell)), each)


def _code(cell: Cell, each: Field, mapping: Mapping) -> str:
    sealed = unseal(cell)
    if sealed:  # a payroll that names people by their national numbers: the key is the hash
        return f"id:{sealed.hmac}"
    return _short(as_code(cell, width=mapping.code_width if each.is_padded else 0), each)


def _short(text: str, each: Field) -> str:
    if len(text) > each.longest:
        raise CellError(
            gettext_noop("The text is longer than %(longest)s characters."),
            gettext_noop("Shorten the text."),
            {"longest": each.longest},
        )
    return text


def _last_day(cell: Cell, _each: Field, mapping: Mapping) -> date | None:
    """Return the last day; a file that writes the first day after it means the day before."""
    day = as_day(cell)
    return day - timedelta(days=1) if day and mapping.is_last_day_off else day


def _number(cell: Cell, _each: Field, mapping: Mapping) -> Decimal | None:
    number = as_decimal(cell)
    return number * 100 if number is not None and mapping.is_fraction else number


def _choice(cell: Cell, each: Field, _mapping: Mapping) -> str:
    known = {written.casefold(): code for written, code in each.choices}
    found = known.get(as_text(cell).casefold())
    if found is None:
        raise CellError(
            gettext_noop("This is none of the values we know."),
            gettext_noop("Use one of: %(choices)s. Or say in the mapping what it means."),
            {"choices": ", ".join(dict.fromkeys(known.values()))},
        )
    return found


def _email(cell: Cell, each: Field, _mapping: Mapping) -> str:
    text = _short(as_text(cell), each)
    try:
        validate_email(text)
    except ValidationError as error:
        raise CellError(
            gettext_noop("This is not an e-mail address."), gettext_noop("Write it as name@municipality.example.")
        ) from error
    return text


def _identity(cell: Cell, _each: Field, _mapping: Mapping) -> Any:  # Any: a hash, or NOT_SAID
    sealed = unseal(cell)
    if sealed:
        return sealed.hmac
    if is_masked(cell) and len(as_text(cell)) in {10, 11}:
        return NOT_SAID
    raise CellError(
        gettext_noop("This is not a national identity number."),
        gettext_noop("Write 11 digits (Norway) or 10 digits (Denmark), as text, or leave the cell empty."),
    )


_READERS: dict[Kind, Callable[[Cell, Field, Mapping], Any]] = {  # Any: each kind has a type of its own
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DAY: lambda cell, _each, _mapping: as_day(cell),
    Kind.LAST_DAY: _last_day,
    Kind.NUMBER: _number,
    Kind.TRUTH: lambda cell, _each, _mapping: as_truth(cell),
    Kind.CHOICE: _choice,
    Kind.EMAIL: _email,
    Kind.IDENTITY: _identity,
}
_NOTHING: dict[Kind, str | None] = dict.fromkeys(Kind, None) | dict.fromkeys(
    (Kind.TEXT, Kind.CODE, Kind.CHOICE, Kind.EMAIL), ""
)


def refuse_doubles(records: Iterable[Record], key: Sequence[str], *, into: Reading) -> None:
    """Put all records in error that share a key: nobody knows which of them is right."""
    alike: defaultdict[tuple[Any, ...], list[Record]] = defaultdict(list)  # Any: values of any field
    for record in records:
        values = tuple(record.get(name) for name in key)
        if all(value not in (None, "") for value in values):
            alike[values].append(record)
    for same in alike.values():
        if len(same) == 1:
            continue
        rows = ", ".join(str(record.row) for record in same)
        for record in same:
            into.refuse(
                record,
                gettext_noop("The rows %(rows)s have the same key; none of them was used."),
                at=key[0],
                how=gettext_noop("Keep one of the rows."),
                rows=rows,
            )
