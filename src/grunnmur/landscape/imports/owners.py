"""Who owns an element, and who may know of it, as files write it: by code or by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.permissions import EVERYWHERE
from grunnmur.landscape.imports.drafting import Draft, listed, plain_name
from grunnmur.organisation import queries as organisation

KEYED_BY_UNIT = frozenset({"unit", "below", "leader"})
KEYED_BY_FUNCTION = frozenset({"function"})
OPEN_KEYS = frozenset({"everyone"})


@dataclass
class Owners:
    """Units of the day and functions, by code and by name in small letters."""

    units: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def unit(self, draft: Draft, record: Record) -> UUID | None:
        """Return the owner unit of a row; the row is refused when there is no such unit, or several."""
        return _one(draft, record, "owner_unit", self.units)

    def function(self, draft: Draft, record: Record) -> UUID | None:
        """Return the owning function of a row; refused as by `unit`."""
        return _one(draft, record, "owner_function", self.functions)

    def audience(self, draft: Draft, record: Record) -> list[str]:
        """Return the group keys of those who may know of it; the row is refused when one of them is not here."""
        keys = [self._key(part) for part in listed(record.values["audience"])]
        if None in keys or not keys:
            draft.reading.refuse(
                record,
                gettext_noop("Who may know of this is not clear here, so it was not taken in."),
                at="audience",
                how=gettext_noop("Write everyone, unit:CODE, below:CODE, leader:CODE or function:CODE."),
            )
        return [key for key in keys if key]

    def _key(self, part: str) -> str | None:
        prefix, _colon, code = part.partition(":")
        if part in OPEN_KEYS:
            return part
        known = self.units if prefix in KEYED_BY_UNIT else self.functions if prefix in KEYED_BY_FUNCTION else {}
        found = known.get(plain_name(code), ())
        return f"{prefix}:{found[0]}" if len(found) == 1 else None


def read_owners(draft: Draft) -> Owners:
    """Return the units of the effective day and all functions. Two statements."""
    owners = Owners()
    units = organisation.open_units(on=draft.on, within=EVERYWHERE).values_list("pk", "code", "name")
    _take(owners.units, units)
    _take(owners.functions, organisation.functions().values_list("pk", "code", "name"))
    return owners


def _take(into: dict[str, list[UUID]], rows: Iterable[tuple[UUID, str, str]]) -> None:
    """Let rows be found by code, and by name where no code is the same."""
    told = list(rows)
    for pk, code, _name in told:
        if code:
            into[plain_name(code)].append(pk)
    codes = set(into)
    for pk, _code, name in told:
        if plain_name(name) not in codes:
            into[plain_name(name)].append(pk)


def _one(draft: Draft, record: Record, column: str, known: dict[str, list[UUID]]) -> UUID | None:
    text = record.get(column)
    if not text:
        return None
    found = known.get(plain_name(text), [])
    if len(found) == 1:
        return found[0]
    is_unit = column == "owner_unit"
    if found:
        message = gettext_noop("Several are called this. Write the code.")
    elif is_unit:
        message = gettext_noop("There is no unit with this code or name.")
    else:
        message = gettext_noop("There is no function with this code or name.")
    draft.reading.refuse(record, message, at=column, how=gettext_noop("Correct it, or leave the cell empty."))
    return None
