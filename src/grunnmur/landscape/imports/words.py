"""What files write for our codes, in Norwegian, Danish and English. Case does not count."""

from collections.abc import Iterable, Mapping

from grunnmur.landscape.catalogue import FACTS, TYPES

Choices = tuple[tuple[str, str], ...]
"""(as written in the file, our code)"""


def written(words: Mapping[str, Iterable[str]]) -> Choices:
    """Return the choices of a field: each code by itself, and by its words."""
    return tuple((word, code) for code, others in words.items() for word in (code, *others))


TYPE = written({code: (*one.singular.values(), *one.plural.values()) for code, one in TYPES.items()})
LIFECYCLE = written(
    {
        "planned": ("planlagt", "under indfasning", "under innfasing", "uafklaret", "undecided", "phasing in"),
        "active": ("i bruk", "i brug", "aktiv", "i drift", "in use", "operational"),
        "phasing_out": ("fases ut", "under utfasing", "blir fasa ut", "udfases", "under udfasning", "phasing out"),
        "ended": ("avsluttet", "avslutta", "afsluttet", "ikke i drift", "ikke i bruk", "ikkje i bruk", "not in use"),
    }
)
GRADE = written(
    {
        "1": ("low", "lav", "låg"),
        "2": ("moderate", "moderat", "middels", "mellem"),
        "3": ("high", "høy", "høg", "høj"),
        "4": ("very high", "svært høy", "svært høg", "meget høj", "kritisk"),
    }
)
DATA_LEVEL = written(
    {
        "1": ("ingen persondata", "ingen personopplysninger", "none"),
        "2": ("almindelige", "almindelige persondata", "alminnelige", "ordinary"),
        "3": ("følsomme", "følsomme persondata", "særlige kategorier", "særskilte kategorier", "sensitive"),
        "4": ("straffedomme og lovovertrædelser", "straffedommer og lovovertredelser", "legal"),
    }
)
STRENGTH = written(
    {
        "2": ("required", "kreves", "blir kravd", "kræves", "nødvendig"),
        "1": ("supporting", "støtter", "støttar", "understøtter"),
        "0": ("optional", "valgfri", "valfri"),
    }
)
OPERATOR = written(
    {
        "own": ("kommunen", "egen drift", "vi selv", "ourselves"),
        "supplier": ("leverandør", "leverandøren"),
        "host_municipality": ("vertskommune", "another municipality"),
        "state": ("staten",),
        "unknown": ("ukjent", "ukjend", "ukendt"),
    }
)
HOSTING = written(
    {
        "on_premises": ("on-premise", "on-prem", "on premise", "lokalt", "hos oss", "hos os"),
        "saas": ("cloud", "sky", "skyen", "skya", "ekstern", "saas"),
        "hybrid": ("begge", "både og"),
        "unknown": ("ukjent", "ukjend", "ukendt"),
    }
)
USERS = written(
    {
        "1": ("<10", "under 10", "færre enn 10", "færre end 10"),
        "2": ("10-99", "10–99", "10-50", "50-100"),
        "3": ("100-999", "100–999", ">100"),
        "4": ("1000+", ">=1000", "≥1000", "1 000 eller flere"),
    }
)
LOGIN = written(
    {
        "sso": ("enkel pålogging", "single sign-on", "felles innlogging"),
        "own_accounts": ("egne kontoer", "eigne kontoar", "egne konti"),
        "none": ("ingen", "ingen innlogging"),
        "unknown": ("ukjent", "ukjend", "ukendt"),
    }
)
PRODUCT = written(
    {
        "line_of_business": ("fagsystem",),
        "common": ("fellessystem", "fællessystem"),
        "register": ("register",),
        "platform": ("plattform", "platform"),
        "device": ("enhet", "eining", "udstyr"),
    }
)
MODE = written(
    {
        "sync": ("synkron", "straks", "at once"),
        "async": ("asynkron", "in the background"),
        "file": ("fil", "filer"),
        "mail": ("e-post", "epost"),
        "manual": ("manuell", "manuel", "for hånd"),
    }
)
TRANSPORT = written(
    {
        "https": (),
        "sftp": (),
        "smtp": (),
        "vpn": (),
        "message_bus": ("meldingsbuss", "beskedbus"),
        "paper": ("papir",),
        "unknown": ("ukjent", "ukjend", "ukendt"),
    }
)
YES_NO = written({"yes": ("ja",), "no": ("nei", "nej"), "unknown": ("ukjent", "ukjend", "ukendt")})
ARCHIVE = written(
    {
        "preserve": ("bevares", "blir teken vare på", "bevar"),
        "discard": ("kasseres", "blir kassert", "slettes"),
        "unknown": ("ukjent", "ukjend", "ukendt"),
    }
)
LEVEL = written(
    {"vision": ("visjon",), "goal": ("mål",), "subgoal": ("delmål",), "initiative": ("tiltak", "initiativ", "indsats")}
)
LAW = written(
    {
        "act": ("lov",),
        "regulation": ("forskrift", "bekendtgørelse"),
        "eu": ("eu-forordning", "forordning"),
        "circular": ("rundskriv", "cirkulære"),
        "local": ("lokal forskrift", "lokal"),
    }
)
TECHNOLOGY = written(
    {
        "server": (),
        "network": ("nettverk", "nett", "netværk"),
        "device": ("utstyr", "udstyr"),
        "location": ("sted", "stad", "lokasjon", "lokation"),
        "cloud_service": ("skytjeneste", "skyteneste", "cloudtjeneste"),
    }
)
CONTACT_POINT = written(
    {
        "digital": ("digitalt",),
        "physical": ("fysisk", "oppmøte", "fremmøde"),
        "phone": ("telefon",),
        "letter": ("brev",),
        "meeting": ("møte", "møde"),
    }
)
FACT_CHOICES = {code: written(dict.fromkeys(key.choices, ())) for code, key in FACTS.items()}
