"""The units of the two municipalities, and how the employees are spread over them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One unit of the made-up municipality.

    weight: its share of the employees beside the others'. positions: names in the order they are handed out.
    """

    code: str
    parent: str
    name: str
    kind: str
    weight: int
    positions: tuple[str, ...]


def _numbered(first: int, parent: str, names: Sequence[str], kind: str, weight: int, positions: str) -> list[Place]:
    jobs = tuple(positions.split(","))
    return [Place(str(first + i), parent, name, kind, weight, jobs) for i, name in enumerate(names)]


AREAS = (
    *("Oppvekst", "Helse og velferd", "Samfunn og teknisk"),
    *("Kultur og innbyggertjenester", "Organisasjon og økonomi"),
)
SCHOOLS = ("Nordby skole", "Sørli skole", "Vikane skole", "Bjørkelia skole", "Strandheim skole", "Høgda ungdomsskole")
KINDERGARTENS = ("Solbakken", "Trollskogen", "Fjæra", "Lia", "Bekkefaret", "Myra", "Ospelund", "Rognehagen")
CARE = "Sykepleier,Helsefagarbeider,Helsefagarbeider,Assistent"
TEACH = "Lærer,Lærer,Adjunkt,Miljøterapeut"
NURSERY = "Barnehagelærer,Barne- og ungdomsarbeider,Assistent"
OFFICE = "Rådgiver,Konsulent"


def norwegian_units() -> list[Place]:
    """Return the 90 units of the Norwegian municipality, parents before children."""
    return [*_top(), *_education(), *_health(), *_technical(), *_culture(), *_staff()]


def _top() -> list[Place]:
    return [
        Place("1000", "", "Kommunedirektøren", "direktør", 2, ("Rådgiver",)),
        *_numbered(1100, "1000", AREAS, "område", 1, "Rådgiver"),
        Place("1900", "1000", "Kommunestyret", "politisk", 0, ("Folkevalgt",)),
    ]


def _education() -> list[Place]:
    teams = [
        place
        for i in range(len(SCHOOLS))
        for place in _numbered(2200 + 10 * i, str(2100 + i), _team_names(SCHOOLS[i], i), "team", 17, TEACH)
    ]
    groups = [
        Place(str(2400 + i), str(2300 + i), f"{name} avdeling Stor", "avdeling", 8, tuple(NURSERY.split(",")))
        for i, name in enumerate(KINDERGARTENS)
    ]
    after = [f"SFO {name.removesuffix(' skole')}" for name in SCHOOLS[:4]]
    return [
        *_numbered(2100, "1100", SCHOOLS, "skole", 7, "Lærer,Inspektør,Skolesekretær"),
        *teams,
        *_numbered(2300, "1100", [f"{name} barnehage" for name in KINDERGARTENS], "barnehage", 5, NURSERY),
        *groups,
        *_numbered(2500, "1100", after, "SFO", 6, "Barne- og ungdomsarbeider,Assistent"),
        Place("2600", "1100", "Pedagogisk-psykologisk tjeneste", "tjeneste", 6, ("PP-rådgiver",)),
        Place("2700", "1100", "Oppvekstkontoret", "kontor", 5, tuple(OFFICE.split(","))),
    ]


def _team_names(school: str, place: int) -> list[str]:
    """Two teams a school, three at the two largest: 14 in all."""
    short = school.split(maxsplit=1)[0]
    grades = ("småtrinn", "mellomtrinn", "ungdomstrinn") if place < 2 else ("trinn 1–4", "trinn 5–7")
    return [f"{short} {grade}" for grade in grades]


def _health() -> list[Place]:
    homes, wards = ("Fjordgløtt sykehjem", "Åsheim sykehjem"), ("avdeling 1", "avdeling 2", "avdeling 3")
    shared = [f"Bofellesskap {name}" for name in ("Elvegata", "Skolebakken", "Tunet", "Kaia")]
    zones = [f"Hjemmetjenesten {zone}" for zone in ("nord", "midt", "sør")]
    return [
        *_numbered(3100, "1101", homes, "sykehjem", 8, CARE),
        *_numbered(3110, "3100", [f"Fjordgløtt {ward}" for ward in wards], "avdeling", 24, CARE),
        *_numbered(3120, "3101", [f"Åsheim {ward}" for ward in wards], "avdeling", 22, CARE),
        Place("3200", "1101", "Hjemmetjenesten", "tjeneste", 6, tuple(CARE.split(","))),
        *_numbered(3210, "3200", zones, "sone", 22, CARE),
        *_numbered(3300, "1101", shared, "bofellesskap", 16, "Vernepleier,Miljøarbeider,Miljøarbeider"),
        Place("3400", "1101", "Helsestasjonen", "tjeneste", 12, ("Helsesykepleier", "Jordmor")),
        Place("3500", "1101", "Barnevernstjenesten", "tjeneste", 12, ("Barnevernskonsulent",)),
        Place("3600", "1101", "NAV Fjordvik", "tjeneste", 14, ("NAV-veileder",)),
        Place("3700", "1101", "Legetjenesten", "tjeneste", 8, ("Lege", "Helsesekretær")),
        Place("3800", "1101", "Tildelingskontoret", "kontor", 8, ("Saksbehandler",)),
    ]


def _technical() -> list[Place]:
    rows = (
        ("Plan og byggesak", "Byggesaksbehandler,Arealplanlegger"),
        ("Vei og park", "Fagarbeider,Ingeniør"),
        ("Vann og avløp", "Driftsoperatør,Ingeniør"),
        ("Eiendom", "Vaktmester,Ingeniør"),
        ("Renhold", "Renholder"),
        ("Brann og redning", "Brannkonstabel"),
    )
    return [
        Place(str(4100 + i), "1102", name, "avdeling", 12, tuple(jobs.split(",")))
        for i, (name, jobs) in enumerate(rows)
    ]


def _culture() -> list[Place]:
    rest = ("Biblioteket", "Kulturskolen", "Frivilligsentralen", "Arkivet")
    return [
        Place("5100", "1103", "Kundesenter", "avdeling", 3, ("Kundekonsulent",)),
        Place("5110", "5100", "Kundestøtte", "team", 10, ("Kundekonsulent",)),
        Place("5120", "5100", "Sentralbord", "team", 6, ("Kundekonsulent",)),
        *_numbered(5200, "1103", rest, "avdeling", 8, "Bibliotekar,Kulturskolelærer,Rådgiver,Arkivar"),
    ]


def _staff() -> list[Place]:
    rows = (
        ("Økonomi", "Økonomirådgiver,Regnskapskonsulent"),
        ("Lønn", "Lønnskonsulent"),
        ("Personalkontoret", "HR-rådgiver"),
        ("IT-avdelingen", "IT-konsulent,Systemforvalter"),
        ("Digitalisering", "Prosessrådgiver,Rådgiver"),
        ("Kommunikasjon", "Kommunikasjonsrådgiver"),
        ("Politisk sekretariat", "Rådgiver"),
    )
    return [
        Place(str(6100 + i), "1104", name, "stab", 8, tuple(jobs.split(","))) for i, (name, jobs) in enumerate(rows)
    ]


def danish_units() -> list[Place]:
    """Return the units of the Danish municipality."""
    schools, kindergartens = ("Nørreskolen", "Åskolen", "Lundskolen"), ("Solsikken", "Mariehønen", "Troldhøj")
    staff = ("Økonomi", "HR og løn", "IT og digitalisering", "Borgerservice")
    areas = ("Børn og unge", "Sundhed og ældre", "Teknik og miljø", "Staben")
    care = ("Plejecenter Søgården", "Hjemmeplejen", "Sundhedsplejen")
    return [
        Place("100", "", "Kommunaldirektøren", "direktion", 1, ("Konsulent",)),
        *_numbered(110, "100", areas, "forvaltning", 1, "Konsulent"),
        *_numbered(200, "110", schools, "skole", 22, "Lærer,Pædagog"),
        *_numbered(220, "110", kindergartens, "dagtilbud", 14, "Pædagog,Pædagogmedhjælper"),
        *_numbered(300, "111", care, "center", 26, "SOSU-assistent,Sygeplejerske"),
        *_numbered(400, "112", ("Vej og park", "Byggesag"), "afdeling", 10, "Ingeniør,Sagsbehandler"),
        *_numbered(500, "113", staff, "stab", 8, "Konsulent"),
    ]
