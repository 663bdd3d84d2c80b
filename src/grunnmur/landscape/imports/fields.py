"""The columns that files about the map may have, by the table they belong to."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grunnmur.core.imports.shapes import Field, Kind
from grunnmur.landscape.catalogue import FACTS, FactKey, Words
from grunnmur.landscape.imports import words

FACT = "fact_"
"""How the columns of facts begin."""
_FACT_KINDS = {"bool": Kind.TRUTH, "date": Kind.DAY, "int": Kind.NUMBER, "choice": Kind.CHOICE}


def _said(text: Words) -> str:
    return text.get(get_language() or "nb", text["nb"])


_spoken = lazy(_said, str)


def text(name: str, label: Promise | str, longest: int, *aliases: str) -> Field:
    """Return a column of text; an empty cell means that there is none."""
    return Field(name=name, label=label, longest=longest, aliases=aliases, is_cleared_by_blank=True)


def code(name: str, label: Promise | str, longest: int, *aliases: str) -> Field:
    """Return a column of codes, whose leading zeros are kept; an empty cell means that there is none."""
    return replace(text(name, label, longest, *aliases), kind=Kind.CODE)


def choice(name: str, label: Promise | str, choices: words.Choices, *aliases: str) -> Field:
    """Return a column of our codes; an empty cell means that nothing is said."""
    return Field(name=name, label=label, kind=Kind.CHOICE, choices=choices, aliases=aliases)


def _clearable(field: Field) -> Field:
    return replace(field, is_cleared_by_blank=True)


EXTERNAL_ID = Field(
    name="external_id",
    label=_("Id in the source"),
    kind=Kind.CODE,
    aliases=("id", "uuid", "ekstern_id", "eksternt_id", "nøkkel", "nøgle", "identifier"),
)
NAME = Field(name="name", label=_("Name"), is_required=True, aliases=("navn", "namn", "tittel", "titel", "betegnelse"))
COMMON = (
    EXTERNAL_ID,
    NAME,
    code("code", _("Code"), 40, "kode", "kortnavn", "forkortelse"),
    text(
        "summary", _("Summary"), 2000, "sammendrag", "samandrag", "beskrivelse", "beskriving", "description", "formål"
    ),
    code(
        "owner_unit",
        _("Owner"),
        200,
        "eier",
        "eigar",
        "ejer",
        "enhet",
        "eining",
        "enhed",
        "ansvarlig_enhet",
        "ansvarleg_eining",
        "ansvarlig_enhed",
        "systemeier",
        "systemejer",
        "owner",
    ),
    code("owner_function", _("Owning function"), 200, "funksjon", "funktion", "ansvarlig_funksjon"),
    choice("lifecycle", _("Lifecycle"), words.LIFECYCLE, "livsløp", "livssyklus", "livscyklus", "status"),
    _clearable(
        choice("criticality", _("Criticality"), words.GRADE, "kritikalitet", "viktighet", "viktigheit", "vigtighed")
    ),
    _clearable(choice("need_k", _("Need for confidentiality"), words.GRADE, "konfidensialitet", "fortrolighed")),
    _clearable(choice("need_i", _("Need for integrity"), words.GRADE, "integritet")),
    _clearable(
        choice("need_t", _("Need for availability"), words.GRADE, "tilgjengelighet", "tilgjenge", "tilgængelighed")
    ),
    _clearable(choice("need_s", _("Need for traceability"), words.GRADE, "sporbarhet", "sporbarheit", "sporbarhed")),
    _clearable(
        Field(name="rto_hours", label=_("Longest it may be away, in hours"), kind=Kind.NUMBER, aliases=("rto",))
    ),
    Field(name="audience", label=_("Who may know of it"), longest=2000, aliases=("synlig_for",)),
)
"""What every element has."""
TYPE = replace(choice("type", _("Type"), words.TYPE, "elementtype", "slag"), is_required=True)


def _fact(key: FactKey) -> Field:
    return Field(
        name=f"{FACT}{key.code}",
        label=_spoken(key.question),
        kind=_FACT_KINDS[key.kind],
        choices=words.FACT_CHOICES[key.code],
        aliases=(key.code, *key.question.values()),
    )


FACT_FIELDS = tuple(map(_fact, FACTS.values()))
SUPPLIER_OF_SYSTEM = text("supplier", _("Supplier"), 200, "leverandør", "leverandor", "databehandler", "vendor")
DETAILS: Mapping[str, tuple[Field, ...]] = {
    "system": (
        text("product", _("Product"), 200, "produkt", "systemprodukt"),
        choice("operated_by", _("Operated by"), words.OPERATOR, "driftes_av", "drift", "driftet_af"),
        choice("hosting", _("Where it runs"), words.HOSTING, "hvor_det_kjører", "kvar_det_køyrer", "hvor_det_kører"),
        text("hosting_countries", _("Countries"), 200, "land", "lande", "driftsland"),
        _clearable(choice("users_band", _("Users"), words.USERS, "brukere", "brukarar", "brugere", "antal_brugere")),
        choice("login", _("Login"), words.LOGIN, "innlogging", "pålogging"),
    ),
    "interface": (
        choice("mode", _("How"), words.MODE, "måte", "hvordan", "korleis", "type"),
        choice("transport", _("Transport"), words.TRANSPORT, "overføring", "protokoll", "protokol"),
        text("frequency", _("How often"), 100, "hvor_ofte", "kor_ofte", "frekvens"),
        text("platform", _("Platform"), 100, "plattform"),
    ),
    "information": (
        text("definition", _("Definition"), 2000, "definisjon", "definition"),
        choice("open_data", _("Open data"), words.YES_NO, "åpne_data", "opne_data", "åbne_data"),
        choice("archive", _("Archive"), words.ARCHIVE, "arkiv", "arkivering"),
        text("retention_trigger", _("Kept from when"), 200, "oppbevares_fra", "opbevares_fra"),
        _clearable(
            Field(
                name="retention_months",
                label=_("Kept for so many months"),
                kind=Kind.NUMBER,
                aliases=("oppbevaring_måneder", "opbevaring_måneder", "måneder", "månader"),
            )
        ),
        text("retention_basis", _("Basis for keeping"), 200, "oppbevaringsgrunnlag", "opbevaringsgrundlag"),
    ),
    "supplier": (
        code(
            "org_number",
            _("Organisation number"),
            40,
            "organisasjonsnummer",
            "orgnr",
            "org_nr",
            "cvr",
            "cvr_nummer",
            "cvrnr",
        ),
        text("country", _("Country"), 100, "land"),
        text("contact", _("Contact"), 200, "kontakt", "e_post", "epost", "email"),
        text(
            "security_contact",
            _("Contact about security"),
            200,
            "sikkerhetskontakt",
            "tryggleikskontakt",
            "sikkerhedskontakt",
        ),
        Field(
            name="certified_until",
            label=_("Transfer certificate valid through"),
            kind=Kind.DAY,
            is_cleared_by_blank=True,
            aliases=("sertifisert_til", "certificeret_til"),
        ),
    ),
    "service": (
        text("target_group", _("For whom"), 200, "målgruppe", "for_hvem", "for_kven"),
        text("channel", _("Channel"), 200, "kanal"),
    ),
    "goal": (
        choice("level", _("Level"), words.LEVEL, "nivå", "niveau"),
        text("plan", _("Plan"), 200, "plan"),
        text("period", _("Period"), 40, "periode"),
        text("measure", _("How it is measured"), 500, "måles_ved", "blir_målt_ved", "indikator"),
    ),
    "law": (
        text("citation", _("Citation"), 200, "henvisning", "tilvising", "paragraf"),
        text("short_title", _("Short title"), 100, "korttittel", "korttitel"),
        text("url", _("Address"), 500, "lenke", "lenkje", "link"),
        choice("kind", _("Kind"), words.LAW, "slags"),
        Field(name="in_force_from", label=_("In force from"), kind=Kind.DAY, aliases=("i_kraft_fra", "i_kraft_frå")),
        Field(
            name="in_force_to",
            label=_("In force through"),
            kind=Kind.LAST_DAY,
            is_cleared_by_blank=True,
            aliases=("i_kraft_til",),
        ),
    ),
    "technology": (choice("kind", _("Kind"), words.TECHNOLOGY, "slags"),),
    "contact_point": (
        choice("kind", _("Kind"), words.CONTACT_POINT, "slags"),
        text("address", _("Address"), 500, "adresse"),
    ),
    "competence": (),
}
"""What elements of one type have beside; the names are those of the columns they are kept in, where they are kept."""
CONTENT = (
    text("data_categories", _("Categories of personal data"), 2000, "opplysningskategorier", "oplysningskategorier"),
    text(
        "subject_categories",
        _("Categories of data subjects"),
        2000,
        "kategorier_av_registrerte",
        "registrerte",
        "kategorier_af_registrerede",
        "registrerede",
    ),
    text("content", _("Categories of data about whom"), 4000, "innhold", "innhald", "indhold"),
)
INTERFACE_ENDS = (
    text("offered_by", _("Offered by"), 200, "tilbys_av", "blir_tilbode_av", "udstillet_af", "udstillersystem"),
    text("used_by", _("Used by"), 2000, "brukes_av", "blir_brukt_av", "anvendes_af", "modtagersystemer"),
)
DATA_LEVEL = choice("data_level", _("How sensitive the data are"), words.DATA_LEVEL, "datanivå", "dataniveau")
