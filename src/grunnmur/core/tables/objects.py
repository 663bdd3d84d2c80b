"""JSON in: one object whose members are tables, each a list of objects with the same names as columns."""

import json
from typing import Any

from django.utils.translation import gettext as _

from grunnmur.core.tables.limits import DEFAULT, Limits, refuse_rows
from grunnmur.core.tables.sheet import Cell, Row, Sheet, UnreadableFileError, Workbook


def read_json(content: bytes, *, limits: Limits = DEFAULT) -> Workbook:
    """Read `{"units": [{"code": "10"}], …}`. The row number is the place in the list, the first is 1.

    Raises UnreadableFileError.
    """
    try:
        tables = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFileError(_("The JSON file cannot be read.")) from error
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            _("The JSON file breaks off or has a mistake in line %(line)s.") % {"line": error.lineno}
        ) from error
    if not isinstance(tables, dict):
        raise UnreadableFileError(_("The JSON file must be one object with a list for each table."))
    sheets = tuple(_sheet(name, rows) for name, rows in tables.items() if not name.startswith("$"))
    if sum(len(sheet.rows) for sheet in sheets) > limits.rows:
        raise refuse_rows(limits)
    return Workbook(sheets)


def _sheet(name: str, rows: Any) -> Sheet:  # Any: JSON of a stranger
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableFileError(_("“%(name)s” in the JSON file must be a list of objects.") % {"name": name})
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = ([_cell(row.get(column)) for column in header] for row in rows)
    return Sheet(name, header, [Row(number, row) for number, row in enumerate(cells, start=1)], header_row=0)


def _cell(value: Any) -> Cell:  # Any: JSON of a stranger
    """Return a plain value as it is; whatever is nested becomes text, and the field's own check refuses it."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, bool | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)
