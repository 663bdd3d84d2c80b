"""What is wrong or strange in a file: where, what, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from grunnmur.core.tables.values import CellError

ERROR, WARNING = "error", "warning"
LONGEST_VALUE = 200


@dataclass(frozen=True, kw_only=True)
class Place:
    """A cell, a row or a whole sheet of the file; `row` as a spreadsheet counts, None = the whole sheet."""

    sheet: str
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Finding:
    """One sentence about one place. An error means that what stands there is unknown and left as it is.

    message, how: English messages marked with `gettext_noop`; params: what their placeholders stand for.
    """

    severity: str
    place: Place
    message: str
    how: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @classmethod
    def of_cell(cls, place: Place, error: CellError) -> "Finding":
        """Return the finding for a cell that could not be read."""
        return cls(ERROR, place, error.what, error.how, error.params)


def sentence(message: str, params: Mapping[str, object]) -> str:
    """Return a stored message in the language of whoever looks."""
    return gettext(message) % params if message else ""
