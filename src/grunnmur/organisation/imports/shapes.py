"""The tables of an HR file: a published contract, described in docs/domains/import.md."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from grunnmur.core.imports.shapes import Field, Kind, Shape
from grunnmur.organisation.models import Employment, Leadership
from grunnmur.organisation.models.person import LANGUAGES

EMPLOYMENT_KINDS = (
    *((kind.value, kind.value) for kind in Employment.Kind),
    *((word, Employment.Kind.PERMANENT.value) for word in ("fast", "fast ansatt", "fastansat")),
    *((word, Employment.Kind.TEMPORARY.value) for word in ("midlertidig", "vikar", "mellombels", "vikariat")),
    *((word, Employment.Kind.HOURLY.value) for word in ("timelønn", "timelønnet", "timelønt", "timeløn", "tilkalling")),
    *((word, Employment.Kind.APPRENTICE.value) for word in ("lærling", "lærling/elev", "elev")),
    *((word, Employment.Kind.EXTERNAL.value) for word in ("ekstern", "innleid", "konsulent")),
    *((word, Employment.Kind.ELECTED.value) for word in ("folkevalgt", "folkevald")),
    *((word, Employment.Kind.VOLUNTEER.value) for word in ("frivillig",)),
)
LEADER_KINDS = (
    *((kind.value, kind.value) for kind in Leadership.Kind),
    ("leder", "leader"),
    ("leiar", "leader"),
    ("konstituert", "acting"),
    ("konstitueret", "acting"),
    ("fungerende", "acting"),
)

_UNIT_CODE = ("enhetskode", "enhetsnr", "orgenhet", "avdeling", "enhedskode", "afdeling", "org_enhet")
_PERSON_KEY = ("person_id", "personnøkkel", "personnøgle", "personid", "ressursnr")
_EMPLOYEE_NUMBER = ("ansattnummer", "ansattnr", "medarbejdernummer", "tilsettnummer", "lønnsnummer")
_FROM = ("fra", "fra_dato", "fradato", "startdato", "start", "frå")
_TO = ("til", "til_dato", "tildato", "sluttdato", "slutdato", "slutt", "last_day")

CODE = Field(name="code", label=_("Code"), kind=Kind.CODE, is_required=True, longest=40, aliases=("kode",))
CODE_OF_UNIT = replace(CODE, is_padded=True, aliases=("kode", *_UNIT_CODE))
NAME = Field(name="name", label=_("Name"), is_required=True, aliases=("navn", "namn"))
FIRST_DAY = Field(name="from", label=_("First day"), kind=Kind.DAY, is_required=True, aliases=_FROM)
LAST_DAY = Field(name="to", label=_("Last day"), kind=Kind.LAST_DAY, is_cleared_by_blank=True, aliases=_TO)
PERSON_KEY = Field(
    name="person_key", label=_("Person key"), kind=Kind.CODE, is_required=True, longest=100, aliases=_PERSON_KEY
)
EMPLOYMENT_KEY = Field(
    name="employment_key",
    label=_("Employment key"),
    kind=Kind.CODE,
    is_required=True,
    longest=100,
    aliases=("stillingsforhold", "arbeidsforhold", "stillingsnr", "ansættelsesforhold", "arbeidsforholdid"),
)
UNIT_CODE = replace(CODE_OF_UNIT, name="unit_code", label=_("Unit"), aliases=("enhet", *_UNIT_CODE))
UNIT_COLUMNS = (
    Field(name="short_name", label=_("Short name"), longest=40, aliases=("kortnavn",)),
    Field(
        name="parent_code",
        label=_("Parent unit"),
        kind=Kind.CODE,
        is_padded=True,
        is_cleared_by_blank=True,
        longest=40,
        aliases=("overordnet", "overordnet_kode", "overenhet", "overordnet_enhet"),
    ),
    Field(name="kind", label=_("Kind of unit"), is_cleared_by_blank=True, longest=40, aliases=("type", "enhetstype")),
    Field(
        name="cost_centre",
        label=_("Cost centre"),
        kind=Kind.CODE,
        is_cleared_by_blank=True,
        longest=40,
        aliases=("kostnadssted", "omkostningssted", "ansvar"),
    ),
)
PERSON_COLUMNS = (
    Field(name="given_name", label=_("Given name"), is_required=True, longest=100, aliases=("fornavn", "førenamn")),
    Field(
        name="family_name", label=_("Family name"), is_required=True, longest=100, aliases=("etternavn", "efternavn")
    ),
    Field(name="display_name", label=_("Shown name"), aliases=("visningsnavn", "kaldenavn")),
    Field(name="employee_number", label=_("Employee number"), kind=Kind.CODE, longest=40, aliases=_EMPLOYEE_NUMBER),
    Field(
        name="national_id",
        label=_("National identity number"),
        kind=Kind.IDENTITY,
        aliases=("fødselsnummer", "fodselsnummer", "fnr", "personnummer", "cpr", "cpr_nummer", "cprnr"),
    ),
    Field(
        name="work_email",
        label=_("Work e-mail"),
        kind=Kind.EMAIL,
        is_cleared_by_blank=True,
        longest=254,
        aliases=("epost", "e_post", "email", "mail"),
    ),
    Field(
        name="work_phone",
        label=_("Work phone"),
        is_cleared_by_blank=True,
        longest=40,
        aliases=("telefon", "mobil", "tlf"),
    ),
    Field(
        name="language",
        label=_("Language"),
        kind=Kind.CHOICE,
        choices=tuple((code, code) for code, _name in LANGUAGES),
        aliases=("språk", "sprog", "målform"),
    ),
    Field(
        name="is_protected",
        label=_("Protected identity"),
        kind=Kind.TRUTH,
        aliases=("skjermet", "beskyttet", "adressesperre", "navnebeskyttelse"),
    ),
)
EMPLOYMENT_COLUMNS = (
    Field(
        name="position_code",
        label=_("Position"),
        kind=Kind.CODE,
        is_cleared_by_blank=True,
        longest=40,
        aliases=("stillingskode", "stilling_kode", "stillingkode"),
    ),
    Field(
        name="kind",
        label=_("Kind of employment"),
        kind=Kind.CHOICE,
        is_required=True,
        choices=EMPLOYMENT_KINDS,
        aliases=("ansettelsestype", "ansettelsesform", "ansættelsestype", "stillingstype"),
    ),
    Field(
        name="percent",
        label=_("Percent"),
        kind=Kind.NUMBER,
        aliases=("stillingsprosent", "prosent", "procent", "beskæftigelsesgrad"),
    ),
    Field(
        name="is_primary",
        label=_("Main employment"),
        kind=Kind.TRUTH,
        aliases=("hovedstilling", "hovudstilling", "hovedarbeidsforhold"),
    ),
)

UNITS = Shape(
    name="units",
    label=_("Units"),
    key=("code",),
    fields=(CODE_OF_UNIT, NAME, *UNIT_COLUMNS, FIRST_DAY, LAST_DAY),
    aliases=("enheter", "einingar", "enheder"),
)
POSITIONS = Shape(
    name="positions", label=_("Positions"), key=("code",), fields=(CODE, NAME), aliases=("stillinger", "stillingar")
)
PEOPLE = Shape(
    name="people",
    label=_("People"),
    key=("person_key",),
    fields=(PERSON_KEY, *PERSON_COLUMNS),
    aliases=("personer", "ansatte", "personar", "medarbejdere"),
)
EMPLOYMENTS = Shape(
    name="employments",
    label=_("Employments"),
    key=("employment_key",),
    fields=(EMPLOYMENT_KEY, PERSON_KEY, UNIT_CODE, *EMPLOYMENT_COLUMNS, FIRST_DAY, LAST_DAY),
    aliases=("arbeidsforhold", "ansættelser", "stillingsforhold"),
)
LEAVES = Shape(
    name="leaves",
    label=_("Leaves"),
    key=("employment_key", "from"),
    fields=(
        EMPLOYMENT_KEY,
        Field(name="percent", label=_("Percent"), kind=Kind.NUMBER, is_required=True, aliases=("prosent", "procent")),
        FIRST_DAY,
        LAST_DAY,
    ),
    aliases=("permisjoner", "permisjonar", "orlov"),
)
LEADERS = Shape(
    name="leaders",
    label=_("Leaders"),
    key=("unit_code", "kind", "from"),
    fields=(
        UNIT_CODE,
        Field(
            name="person_key",
            label=_("Person key"),
            kind=Kind.CODE,
            is_cleared_by_blank=True,
            longest=100,
            aliases=("leder", "leiar", *_PERSON_KEY),
        ),
        Field(
            name="kind",
            label=_("Leader or acting leader"),
            kind=Kind.CHOICE,
            choices=LEADER_KINDS,
            aliases=("ledertype", "type"),
        ),
        FIRST_DAY,
        LAST_DAY,
    ),
    aliases=("ledere", "leiarar"),
)
FUNCTIONS = Shape(
    name="functions",
    label=_("Functions"),
    key=("function_code", "person_key", "unit_code", "from"),
    fields=(
        Field(
            name="function_code",
            label=_("Function"),
            kind=Kind.CODE,
            is_required=True,
            longest=40,
            aliases=("funksjon", "funksjonskode", "funktion", "verv", "hverv"),
        ),
        PERSON_KEY,
        UNIT_CODE,
        FIRST_DAY,
        LAST_DAY,
    ),
    aliases=("funksjoner", "funksjonar", "funktioner", "verv"),
)
FLAT = Shape(
    name="flat",
    label=_("One row for each employment"),
    key=("employment_key",),
    fields=(
        EMPLOYMENT_KEY,
        PERSON_KEY,
        *PERSON_COLUMNS,
        UNIT_CODE,
        Field(name="unit_name", label=_("Name of the unit"), aliases=("enhetsnavn", "avdelingsnavn", "enhedsnavn")),
        Field(name="position_name", label=_("Name of the position"), aliases=("stilling", "stillingsnavn", "tittel")),
        *EMPLOYMENT_COLUMNS,
        FIRST_DAY,
        LAST_DAY,
    ),
    aliases=("ansattliste", "flat"),
)

# In the order a sheet is recognised by its columns: those with most required columns first.
SHAPES = (FLAT, EMPLOYMENTS, FUNCTIONS, PEOPLE, LEAVES, UNITS, POSITIONS, LEADERS)
TABLES = {shape.name: shape for shape in SHAPES}
