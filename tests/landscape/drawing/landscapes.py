"""A municipality's landscape of any size round its archive system, and the words of its figure."""

from collections import deque

from grunnmur.landscape.drawing import Affected, Edge, Node, Texts

FIELDS = [
    "barnevern", "byggesak", "grunnskole", "barnehage", "hjemmetjeneste", "sosialtjeneste",
    "kulturskole", "eiendomsskatt", "vann og avløp", "renovasjon", "legevakt", "flyktningtjeneste",
    "voksenopplæring", "landbruk", "brann og redning", "folkebibliotek", "helsestasjon", "psykisk helse",
    "parkering", "næringsutvikling", "skolefritidsordning", "plansak", "startlån", "skjenkebevilling",
    "idrettsanlegg", "kart og oppmåling", "sykehjem", "rehabilitering", "valg", "innkjøp",
]  # fmt: skip
ORIGIN = Node("origin", "Sak- og arkivsystem", "System", 7, 0, 0, "/landscape/elements/origin/", is_origin=True)
# The elements of one field: key, type, lane, name.
ELEMENTS = [
    ("goal", "Mål", 1, "Innbyggerne får trygge og likeverdige tjenester innen {}"),
    ("requirement", "Krav", 1, "Dokumentasjonsplikt i {}"),
    ("service", "Tjeneste", 2, "{} for innbyggere"),
    ("process", "Prosess", 3, "Behandle henvendelse om {}"),
    ("register", "Steg", 4, "Registrer melding om {}"),
    ("assess", "Steg", 4, "Vurder og fatt vedtak"),
    ("answer", "Steg", 4, "Send svar til innbygger"),
    ("role", "Rolle", 5, "Saksbehandler {}"),
    ("unit", "Enhet", 5, "Avdeling for {}"),
    ("case", "Informasjonsobjekt", 6, "Saksmappe {}"),
    ("system", "System", 7, "Fagsystem {}"),
    ("interface", "Integrasjon", 7, "Arkivering fra {}"),
    ("server", "Teknologi", 8, "Driftsplattform {}"),
    ("supplier", "Leverandør", 9, "Nordlys Programvare {} AS"),
    ("agreement", "Avtale", 9, "Databehandleravtale {}"),
    ("assessment", "Risikovurdering", 10, "ROS {} 2026"),
]
# Relations within a field, and to the origin: source, kind, target, strength, which end is hit.
RELATIONS = [
    ("origin", "støtter", "register", 2, "dst"),
    ("origin", "støtter", "answer", 1, "dst"),
    ("origin", "er hovedkilde for", "case", 2, "dst"),
    ("interface", "leverer til", "origin", 1, "dst"),
    ("system", "tilbyr", "interface", 2, "dst"),
    ("system", "støtter", "assess", 2, "dst"),
    ("register", "følges av", "assess", 1, "dst"),
    ("assess", "følges av", "answer", 1, "dst"),
    ("process", "består av", "register", 2, "src"),
    ("process", "består av", "assess", 2, "src"),
    ("process", "består av", "answer", 2, "src"),
    ("process", "realiserer", "service", 2, "dst"),
    ("service", "bidrar til", "goal", 1, "dst"),
    ("requirement", "gjelder for", "process", 1, "dst"),
    ("role", "utfører", "assess", 2, "dst"),
    ("role", "utfører", "answer", 0, "dst"),
    ("unit", "har", "role", 1, "dst"),
    ("register", "leser", "case", 0, "src"),
    ("server", "kjører", "system", 2, "dst"),
    ("supplier", "leverer", "system", 2, "dst"),
    ("agreement", "dekker", "system", 1, "dst"),
    ("supplier", "er part i", "agreement", 1, "dst"),
    ("assessment", "vurderer", "system", 1, "src"),
    ("role", "gir tilgang til", "origin", 0, "neither"),
]

TEXTS = Texts(
    title="Hva henger sammen med Sak- og arkivsystem?",
    origin="utgangspunkt",
    lanes={
        1: "Mål og krav", 2: "Tjenester", 3: "Prosesser", 4: "Steg", 5: "Hvem", 6: "Informasjon", 7: "Systemer",
        8: "Teknologi", 9: "Leverandører og avtaler", 10: "Styring",
    },
    levels={3: "stopper", 2: "svekkes", 1: "må sjekkes"},
    strengths={2: "kreves", 1: "støtter", 0: "valgfri"},
    distance=lambda steps: f"{steps} ledd unna",
    more=lambda lane, count: f"+{count} til i bane {lane}",
    more_url=lambda lane: f"?lane={lane}#table",
    relation="%(src)s %(kind)s %(dst)s (%(strength)s)",
    lines={2: "Heltrukket: kreves", 1: "Stiplet: støtter", 0: "Prikket: valgfri"},
    arrow="Pilen peker mot det som rammes",
)  # fmt: skip


def whole(fields: int) -> tuple[list[Node], list[Edge]]:
    """Every element and relation of so many fields, before anything is left out."""
    ids = {(field, key): f"{key}-{field}" for field in FIELDS[:fields] for key, *_rest in ELEMENTS}
    edges = [
        Edge(ids.get((field, src), "origin"), ids.get((field, dst), "origin"), strength, kind, Affected(hit))
        for field in FIELDS[:fields]
        for src, kind, dst, strength, hit in RELATIONS
    ]
    steps = _distances(edges)
    nodes = [
        Node(
            id=ids[field, key],
            name=name.format(field)[:1].upper() + name.format(field)[1:],
            type=kind,
            lane=lane,
            level=max(1, 4 - steps[ids[field, key]]) if lane < 8 else 0,
            distance=steps[ids[field, key]],
            url=f"/landscape/elements/{ids[field, key].replace(' ', '-')}/",
        )
        for field in FIELDS[:fields]
        for key, kind, lane, name in ELEMENTS
    ]
    return [ORIGIN, *nodes], edges


def _distances(edges: list[Edge]) -> dict[str, int]:
    beside: dict[str, list[str]] = {}
    for edge in edges:
        beside.setdefault(edge.src, []).append(edge.dst)
        beside.setdefault(edge.dst, []).append(edge.src)
    steps, waiting = {"origin": 0}, deque(["origin"])
    while waiting:
        at = waiting.popleft()
        for other in beside[at]:
            if other not in steps:
                steps[other] = steps[at] + 1
                waiting.append(other)
    return steps


def landscape(count: int) -> tuple[list[Node], list[Edge]]:
    """The `count` elements nearest to the archive system, and the relations among them."""
    nodes, edges = whole(max(1, -(-count // len(ELEMENTS))))
    kept = sorted(nodes, key=lambda node: (node.distance, -node.level, node.lane, node.name))[:count]
    ids = {node.id for node in kept}
    return kept, [edge for edge in edges if edge.src in ids and edge.dst in ids]
