"""The tables of a file about the map: a published contract, described in docs/domains/landscape-import.md."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grunnmur.core.imports.shapes import Field, Kind, Shape
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.imports import words
from grunnmur.landscape.imports.fields import (
    COMMON,
    CONTENT,
    DATA_LEVEL,
    DETAILS,
    EXTERNAL_ID,
    FACT_FIELDS,
    INTERFACE_ENDS,
    NAME,
    SUPPLIER_OF_SYSTEM,
    TYPE,
    choice,
    text,
)

TABLE_OF: Mapping[str, str] = {
    "system": "systems",
    "information": "information",
    "supplier": "suppliers",
    "service": "services",
    "goal": "goals",
    "law": "laws",
    "interface": "interfaces",
    "technology": "technology",
    "contact_point": "contact_points",
    "competence": "competences",
}
"""The table that holds elements of a type together with their details."""
TYPE_OF: Mapping[str, str] = {table: element_type for element_type, table in TABLE_OF.items()}
_MORE: Mapping[str, tuple[Field, ...]] = {
    "system": (SUPPLIER_OF_SYSTEM, DATA_LEVEL, *FACT_FIELDS),
    "information": CONTENT,
    "interface": INTERFACE_ENDS,
}


def _plural(code: str) -> str:
    return TYPES[code].plural.get(get_language() or "nb", TYPES[code].plural["nb"])


_named = lazy(_plural, str)


def _of_type(element_type: str) -> Shape:
    return Shape(
        name=TABLE_OF[element_type],
        label=_named(element_type),
        key=("name",),
        fields=(*COMMON, *DETAILS[element_type], *_MORE.get(element_type, ())),
        aliases=(*TYPES[element_type].plural.values(), *TYPES[element_type].singular.values()),
    )


OF_TYPES = {element_type: _of_type(element_type) for element_type in TABLE_OF}
ELEMENTS = Shape(
    name="elements",
    label=_("Elements of any type"),
    key=("name",),
    fields=(TYPE, *COMMON),
    aliases=("elementer", "element"),
)
RELATIONS = Shape(
    name="relations",
    label=_("Relations"),
    key=("from", "kind", "to"),
    fields=(
        Field(
            name="from", label=_("From"), kind=Kind.CODE, is_required=True, aliases=("fra", "frå", "kilde", "source")
        ),
        choice("from_type", _("Type of what it is from"), words.TYPE, "fra_type", "frå_type"),
        Field(
            name="kind",
            label=_("Kind"),
            is_required=True,
            aliases=("sammenheng", "samanheng", "sammenhæng", "relasjon", "relation", "slags"),
        ),
        Field(name="to", label=_("To"), kind=Kind.CODE, is_required=True, aliases=("til", "mål", "target")),
        choice("to_type", _("Type of what it is to"), words.TYPE, "til_type"),
        choice("strength", _("Strength"), words.STRENGTH, "styrke"),
        Field(name="valid_from", label=_("First day"), kind=Kind.DAY, aliases=("fra_dato", "frå_dato", "gyldig_fra")),
        Field(
            name="valid_to",
            label=_("Last day"),
            kind=Kind.LAST_DAY,
            is_cleared_by_blank=True,
            aliases=("til_dato", "gyldig_til"),
        ),
        text("note", _("Note"), 500, "merknad", "bemærkning", "notat", "kommentar"),
    ),
    aliases=("sammenhenger", "samanhengar", "sammenhænge", "relasjoner", "relationer"),
)
PRODUCTS = Shape(
    name="products",
    label=_("System products"),
    key=("name",),
    fields=(
        EXTERNAL_ID,
        replace(NAME, aliases=(*NAME.aliases, "systemnavn", "it_system", "produkt", "produktnavn")),
        text("supplier", _("Supplier"), 200, "leverandør", "rettighedshaver", "rettighetshaver", "udvikler"),
        choice("kind", _("Kind"), words.PRODUCT, "slags", "forretningstype"),
        text("description", _("Description"), 2000, "beskrivelse", "beskriving"),
    ),
    aliases=("produkter", "systemprodukter", "it_systemkatalog", "systemkatalog"),
)
USAGES = Shape(
    name="usages",
    label=_("How systems are used"),
    key=("product",),
    fields=(
        replace(DETAILS["system"][0], is_required=True, aliases=("system", "it_system", "systemnavn", "produkt")),
        replace(NAME, is_required=False, aliases=("navn", "lokalt_navn", "lokalt_systemnavn", "lokal_betegnelse")),
        *(each for each in OF_TYPES["system"].fields if each.name not in {"name", "product"}),
    ),
    aliases=("anvendelser", "systemanvendelser", "it_systemanvendelser", "usage", "anvendelse", "bruk", "systembruk"),
)
USAGE_RELATIONS = Shape(
    name="usage_relations",
    label=_("Which system uses which"),
    key=("from_system", "to_system", "interface"),
    fields=(
        Field(
            name="from_system",
            label=_("System that receives"),
            is_required=True,
            aliases=("fra_system", "frå_system", "modtager", "mottaker", "mottakar"),
        ),
        Field(
            name="to_system",
            label=_("System that delivers"),
            is_required=True,
            aliases=("til_system", "udstiller", "avsender", "avsendar", "leverer"),
        ),
        Field(
            name="interface", label=_("Interface"), aliases=("snitflade", "integrasjon", "integration", "grensesnitt")
        ),
        text("note", _("Note"), 500, "beskrivelse", "beskriving", "merknad"),
    ),
    aliases=("systemrelationer", "anvendelsesrelationer", "systemrelasjoner"),
)
CONTRACTS = Shape(
    name="contracts",
    label=_("Contracts"),
    key=("name",),
    fields=(EXTERNAL_ID, replace(NAME, aliases=(*NAME.aliases, "kontraktnavn", "it_kontrakt", "kontrakt"))),
    aliases=("kontrakter", "kontraktar", "it_kontrakter", "avtaler", "avtalar", "aftaler"),
)
UNMAPPED = Shape(
    name="unmapped",
    label=_("What has no place here"),
    key=("message",),
    fields=(
        Field(name="message", label=_("What"), is_required=True, longest=1000),
        Field(name="params", label=_("About"), longest=4000),
        Field(name="identifier", label=_("Id in the source")),
        Field(name="is_lost", label=_("Left out"), kind=Kind.TRUTH),
    ),
)
"""What a reader of exchange files could not take, as it hands it on; nobody writes this table by hand."""
PROFILES = ("systems", "information", "suppliers", "elements", "relations")
"""The tables people begin with; each has a sample file."""
SHAPES = (
    RELATIONS,
    USAGE_RELATIONS,
    ELEMENTS,
    OF_TYPES["system"],
    *(shape for element_type, shape in OF_TYPES.items() if element_type != "system"),
    PRODUCTS,
    USAGES,
    CONTRACTS,
    UNMAPPED,
)
"""In the order a sheet is recognised by its columns. One with a name only is taken for systems."""
TABLES = {shape.name: shape for shape in SHAPES}
