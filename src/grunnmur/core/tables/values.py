"""From a cell to a value: days, numbers, yes and no, codes. Pure; what cannot be read says how to mend it."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext_noop

from grunnmur.core.tables.sheet import Cell

EXCEL_BEGINNING = date(1899, 12, 30)  # day 0: Excel believes in 29 February 1900
FIRST_SERIAL, LAST_SERIAL = 10_959, 73_050  # 1930-01-01 to 2099-12-31
OPEN_YEAR = 9999
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
COMPACT = re.compile(r"((?:19|20|99)\d{2})(\d{2})(\d{2})")
NORDIC = re.compile(r"(\d{1,2})([.-])(\d{1,2})\2(\d{4})(?: 00:00(?::00)?)?")
SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,10})?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d{1,10}")
SPACES = str.maketrans("", "", " \u00a0\u202f")
YES = frozenset({"1", "ja", "j", "yes", "y", "true", "sand", "sann", "x"})
NO = frozenset({"0", "nei", "nej", "n", "no", "false", "falsk", "usann"})
HOW_DAY = gettext_noop("Write the day as 2026-08-01 or 01.08.2026.")


class CellError(Exception):
    """A cell cannot be read. `what` and `how` are messages marked with `gettext_noop`."""

    def __init__(self, what: str, how: str, params: Mapping[str, str | int] | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.how = how
        self.params = params or {}


def as_text(cell: Cell) -> str:
    """Return what stands in a cell, as people would type it."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float():
            return f"{cell:.15g}"
        case datetime():
            return cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()


def as_code(cell: Cell, *, width: int = 0) -> str:
    """Return a code with its leading zeros; digits shorter than `width` get those a spreadsheet took away."""
    text = as_text(cell)
    return text.zfill(width) if text.isascii() and text.isdigit() else text


def as_day(cell: Cell) -> date | None:
    """Return the day in a cell; None for an empty cell and for the year 9999, which payrolls mean as "open".

    Reads ISO, dd.mm.yyyy, dd-mm-yyyy, and Excel's day numbers of 1930 to 2099. Raises CellError, also for
    two-digit years and for slashes, whose order nobody knows.
    """
    found = _day(cell)
    return None if found is None or found.year == OPEN_YEAR else found


def _day(cell: Cell) -> date | None:
    match cell:
        case None | "":
            return None
        case bool():
            raise CellError(gettext_noop("This is not a day."), HOW_DAY)
        case datetime():
            return _midnight(cell)
        case date():
            return cell
        case int() | float():
            return _numbered_day(cell)
        case _:
            return _written_day(cell.strip())


def _midnight(moment: datetime) -> date:
    if moment.time() != time.min:
        raise CellError(gettext_noop("This is a time of day, not a day."), HOW_DAY)
    return moment.date()


def _numbered_day(number: float) -> date:
    if COMPACT.fullmatch(as_text(number)):
        return _written_day(as_text(number))
    if not (FIRST_SERIAL <= number <= LAST_SERIAL and float(number).is_integer()):
        raise CellError(gettext_noop("This number is not a day."), HOW_DAY)
    return EXCEL_BEGINNING + timedelta(days=int(number))


def _written_day(text: str) -> date:
    if match := ISO.fullmatch(text) or COMPACT.fullmatch(text):
        return _real_day(match[1], match[2], match[3])
    if match := NORDIC.fullmatch(text):
        return _real_day(match[4], match[3], match[1])
    if SHORT_YEAR.fullmatch(text):
        raise CellError(gettext_noop("The year has two digits; we do not guess the century."), HOW_DAY)
    if text.isascii() and text.isdigit() and len(text) == len(str(LAST_SERIAL)):
        return _numbered_day(int(text))
    raise CellError(gettext_noop("This is not a day we can read."), HOW_DAY)


def _real_day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise CellError(gettext_noop("This day is not in the calendar."), HOW_DAY) from error


def as_decimal(cell: Cell) -> Decimal | None:
    """Return the number in a cell: decimal comma or point, spaces between thousands, a per cent sign.

    None for an empty cell. Raises CellError.
    """
    match cell:
        case None | "":
            return None
        case bool() | date():
            raise CellError(gettext_noop("This is not a number."), gettext_noop("Write a number such as 62,5."))
        case int() | float() if math.isfinite(cell):
            return Decimal(str(cell))
        case _:
            return _written_number(as_text(cell))


def _written_number(text: str) -> Decimal:
    plain = text.removesuffix("%").translate(SPACES)
    if GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    if NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", "."))
    raise CellError(gettext_noop("This is not a number."), gettext_noop("Write a number such as 62,5."))


def as_truth(cell: Cell) -> bool | None:
    """Return yes or no; None for an empty cell. Raises CellError."""
    text = as_text(cell).lower()
    if not text:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellError(gettext_noop("This is neither yes nor no."), gettext_noop("Write 1 or 0."))
