"""Reads one workbook from stdin in a process of its own, and writes its cells to stdout as JSON lines.

A spreadsheet can name its last cell XFD1048576 and so make any reader ask for gigabytes; here such a file
ends this process instead of the server. Run within limits by core.confined: nothing of Grunnmur is imported.
"""

import datetime as dt
import json
import sys
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


def main(most_rows: int, most_columns: int) -> None:
    """Write one line of facts for each sheet, then one line `[number, cells]` for each row that is not empty."""
    write = sys.stdout.write
    left = most_rows + 1
    with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as workbook:
        for facts in workbook.sheets_metadata:
            if facts.typ != SheetTypeEnum.WorkSheet:
                continue
            is_visible = facts.visible == SheetVisibleEnum.Visible
            write(json.dumps({"sheet": facts.name, "is_visible": is_visible}) + "\n")
            if not is_visible:
                continue
            rows = workbook.get_sheet_by_name(facts.name).to_python(skip_empty_area=False, nrows=left)
            for number, cells in enumerate(rows, start=1):
                if any(cell != "" for cell in cells):
                    left -= 1
                    write(json.dumps([number, [plain(cell) for cell in cells[:most_columns]]]) + "\n")
            left = max(left, 1)


def plain(cell: Any) -> Any:  # Any: what calamine gives, and what JSON takes
    """Return a cell as JSON: whole numbers as integers, days as `{"day": …}`, an empty cell as null."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, dt.datetime):
        return {"day": cell.date().isoformat()} if cell.time() == dt.time.min else {"time": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": cell.isoformat()}
    if isinstance(cell, dt.time | dt.timedelta):
        return str(cell)
    return cell.strip() or None if isinstance(cell, str) else cell


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
