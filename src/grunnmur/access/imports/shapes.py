"""What a file of today's accesses may hold: one row for each thing that somebody has."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.imports.shapes import Field, Kind, Shape
from grunnmur.core.tables.write import Table

ACCESSES = Shape(
    name="accesses",
    label=_("Accesses"),
    key=("person_key", "resource", "level"),
    aliases=("tilganger", "adgange", "tilgangar", "access"),
    fields=(
        Field(
            name="person_key",
            label=_("Person"),
            kind=Kind.CODE,
            is_required=True,
            aliases=(
                *("person", "bruker", "bruger", "brukernavn", "brugernavn", "ansattnummer", "medarbejdernummer"),
                *("username", "user", "epost", "e-post", "email", "employee number", "ressursnummer"),
            ),
        ),
        Field(
            name="resource",
            label=_("Resource"),
            is_required=True,
            aliases=("ressurs", "ressource", "system", "gruppe", "group", "tilgang", "adgang", "tilgjenge"),
        ),
        Field(
            name="level",
            label=_("Level"),
            longest=100,
            is_cleared_by_blank=True,
            aliases=("permission", "nivå", "niveau", "rettighet", "rettighed", "tillatelse", "tilladelse", "rolle"),
        ),
        Field(
            name="last_used",
            label=_("Last used"),
            kind=Kind.DAY,
            aliases=("sist brukt", "sidst brugt", "siste pålogging", "last login"),
        ),
    ),
)
SHAPES = (ACCESSES,)


def sample() -> Table:
    """Return a small file of this shape."""
    rows = [["1001", "CRM", "bidra", None], ["1001", "Intranett", "les", None], ["1002", "CRM", "bidra", None]]
    return Table("accesses", [field.name for field in ACCESSES.fields], rows)
