"""Which column of a file is which field: recognised by name, or as somebody said once and we remembered."""

import re
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from grunnmur.core.imports.shapes import Field, Shape
from grunnmur.core.tables.sheet import Sheet

_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How the files of one source are read.

    columns: header → field name, beside what is recognised by itself; "" = leave this column out.
    values: field name → {what the file says → our code}.
    is_last_day_off: the column `to` holds the first day *after*, not the last day.
    code_width: digits of the padded codes (units') whose leading zeros a spreadsheet took away; 0 = leave them.
    is_fraction: percents are written as 0.8, not 80.
    table: what a sheet holds whose name tells nothing; "" = its columns tell.
    left_out: sheet → rows that somebody chose to leave out; they say nothing, and what they name stays as it is.
    """

    columns: Dictionary[str, str] = field(default_factory=dict)
    values: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)
    is_last_day_off: bool = False
    code_width: int = 0
    is_fraction: bool = False
    table: str = ""
    left_out: Dictionary[str, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Dictionary[str, Any]) -> Self:  # Any: JSON
        """Return a mapping as `to_json` wrote it."""
        return cls(**stored)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """Return it as it is stored with a profile or a run."""
        return asdict(self)


def plain(name: str) -> str:
    """Return a name as it is compared: lower case, letters and digits only."""
    return _NOISE.sub("", name.casefold())


def shape_of(sheet: Sheet, shapes: Sequence[Shape], mapping: Mapping) -> Shape | None:
    """Return the shape of a sheet: by its name if the columns fit, else as the mapping says, else the first whose
    required columns are there.

    Shapes are tried in the order given, so the one with most required columns stands first. A name gives way where
    the rows are of something else: people.csv with a line for each employment holds employments.
    """
    by_name = [shape for shape in shapes if plain(sheet.name) in {plain(name) for name in (shape.name, *shape.aliases)}]
    fitting = [shape for shape in shapes if set(shape.required) <= set(fields_of(sheet, shape, mapping).values())]
    said = [shape for shape in shapes if shape.name == mapping.table]
    named = next((shape for shape in by_name if shape in fitting), None)
    if named:
        return next((shape for shape in fitting if _says_more(shape, named)), named)
    return next(iter([*said, *by_name, *fitting]), None)


def _says_more(shape: Shape, named: Shape) -> bool:
    """Whether a shape has all that the named one must have, and rows of another thing, by a key the named one lacks."""
    is_wider = set(named.required) < set(shape.required)
    return is_wider and not set(shape.key) <= {each.name for each in named.fields}


def unread_columns(sheet: Sheet, shape: Shape, mapping: Mapping) -> list[str]:
    """Return the headers of columns that nobody reads, in their order; those that somebody chose to leave out apart."""
    read = fields_of(sheet, shape, mapping)
    left_out = {plain(header) for header, name in mapping.columns.items() if not name}
    headers = {place: header.strip() for place, header in enumerate(sheet.header) if place not in read}
    return [header for header in headers.values() if header and plain(header) not in left_out]


def fields_of(sheet: Sheet, shape: Shape, mapping: Mapping) -> dict[int, str]:
    """Return {place of the column: field name}; each field is taken by its first column."""
    known = _names(shape.fields)
    said = {plain(header): name for header, name in mapping.columns.items()}
    found: dict[int, str] = {}
    for place, header in enumerate(sheet.header):
        name = said.get(plain(header), known.get(plain(header), ""))
        if name in known.values() and name not in found.values():
            found[place] = name
    return found


def _names(fields: Sequence[Field]) -> dict[str, str]:
    return {plain(name): each.name for each in reversed(fields) for name in (*each.aliases, each.name)}
