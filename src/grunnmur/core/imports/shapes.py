"""What a table of a file may hold: a published contract, checked row by row."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    CODE = "code"  # leading zeros are kept
    DAY = "day"
    LAST_DAY = "last day"
    NUMBER = "number"
    TRUTH = "truth"
    CHOICE = "choice"
    EMAIL = "email"
    IDENTITY = "identity"  # a national number, sealed before anything is stored


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column.

    choices: for Kind.CHOICE, what is written in the file → our code. is_cleared_by_blank: whether an empty cell
    of a column that is there means "nothing" rather than "not said". is_padded: whether the mapping's code width gives
    back leading zeros. aliases: other headers we recognise.
    """

    name: str
    label: Promise | str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    is_cleared_by_blank: bool = False
    is_padded: bool = False
    longest: int = 200
    choices: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One table: its columns, and those that name a row. `aliases` are other names for its sheet."""

    name: str
    label: Promise | str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    aliases: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """Return one field. Raises KeyError."""
        return {each.name: each for each in self.fields}[name]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a sheet is not of this shape."""
        return tuple(each.name for each in self.fields if each.is_required)
