"""New names that resemble known ones. They only make a warning: nothing is matched by likeness."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext_noop

from grunnmur.landscape.imports.drafting import Draft, Item
from grunnmur.landscape.imports.register import Known, Register

MOST_COMPARED = 1_000_000  # pairs of names; about a second
# pg_trgm's likeness from 0 to 1; the most alike of each.
_ALIKE = """
SELECT DISTINCT ON (new.number) new.number, known.number
FROM unnest(%(new)s::text[]) WITH ORDINALITY AS new (name, number)
CROSS JOIN unnest(%(known)s::text[]) WITH ORDINALITY AS known (name, number)
WHERE similarity(new.name, known.name) >= 0.6
ORDER BY new.number, similarity(new.name, known.name) DESC, known.number
"""


def warn_of_likeness(draft: Draft, register: Register) -> None:
    """Tell of new elements whose names are almost those of known ones of their type. One statement for each type."""
    made = {item.id for item in draft.items if item.is_new}
    for element_type in sorted({item.type for item in draft.items if item.is_new}):
        new = [item for item in draft.items if item.is_new and item.type == element_type and not item.record.is_wrong]
        known = [
            one
            for one in register.by_id.values()
            if one.type == element_type and one.id not in made and not (one.is_retired or one.is_shielded)
        ]
        if 0 < len(new) * len(known) <= MOST_COMPARED:
            _warn(draft, new, known)


def _warn(draft: Draft, new: Sequence[Item], known: Sequence[Known]) -> None:
    names: Mapping[str, list[str]] = {
        "new": [item.record.values["name"] for item in new],
        "known": [one.name for one in known],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, names)
        alike = cursor.fetchall()
    for item_number, known_number in alike:
        message = gettext_noop("This resembles “%(name)s”, which is on the map already. It becomes a new one.")
        how = gettext_noop("If they are the same, give the row its code or its exact name.")
        record = new[item_number - 1].record
        draft.reading.warn(record, message, at="name", how=how, name=known[known_number - 1].name)
