"""The processes of the demo, made from checklists as a municipality writes them, with their roles bound."""

from pathlib import Path

from grunnmur.access.queries import role_named
from grunnmur.core.permissions import Actor
from grunnmur.demo.access import function_named, unit_named
from grunnmur.processes import actions, queries

CHECKLISTS = (
    (
        "hiring-checklist.md",
        "Ansettelse",
        "ANSETTELSE",
        "Rett person på plass, på en måte som tåler innsyn.",
    ),
    (
        "laid-table-checklist.md",
        "Dekket bord for ny ansatt",
        "DEKKET-BORD",
        "Den nye møter utstyr, tilganger og noen som venter, den første dagen.",
    ),
    (
        "leaving-checklist.md",
        "Når en ansatt slutter",
        "SLUTT",
        "Alt er levert tilbake og alle tilganger borte den siste dagen.",
    ),
)


def draw_processes(folder: Path, *, by: Actor) -> None:
    """Make each checklist a process, with every guess as it came, and say who the roles are."""
    for file, title, code, purpose in CHECKLISTS:
        proposal = actions.propose_from_checklist((folder / file).read_bytes(), name=title, by=by)
        owner = f"leader:{unit_named('Personalkontoret')}"
        new = actions.NewProcess(title=title, code=code, purpose=purpose, owner_key=owner)
        actions.accept_proposal(proposal.pk, new=new, by=by)
    bind(by=by)


def bind(*, by: Actor) -> None:
    """Bind the roles of the drawings to the organisation."""
    units = {"Personalkontoret": "Personalkontoret", "IKT": "IT-avdelingen"}
    functions = {"Tillitsvalgt": "tillitsvalgt", "HTV": "tillitsvalgt", "Verneombud": "verneombud"}
    for role in queries.process_roles():
        if role.name in units:
            actions.bind_role(role.pk, "unit", target=unit_named(units[role.name]), by=by)
        elif role.name in functions:
            actions.bind_role(role.pk, "function", target=function_named(functions[role.name]), by=by)
        elif role.name == "Leder":
            actions.bind_role(role.pk, "leader", by=by)
        elif role.name == "Kommunalsjef":
            actions.bind_role(role.pk, "role", target=role_named(role.name), by=by)
        elif role.name == "Den nyansatte":
            actions.bind_role(role.pk, "subject", by=by)
        elif role.name.endswith(("utvalget", "utvalg")):
            actions.bind_role(role.pk, "per_run", by=by)


def link_steps(*, by: Actor) -> None:
    """Let what the checklists name point to the map, now that it is drawn, and link what they do not name."""
    actions.point_named_links()
    read = queries.find_process("ANSETTELSE", seen_by=by)
    first, second = [step for step in read.steps if step.number][:2]
    for kind, name, use in (("information", "Søknader om stilling", "both"), ("law", "Arbeidsmiljøloven", "")):
        found = queries.candidates(kind, name, seen_by=by)
        target = {"ref": found[0].ref} if found else {"name": name}
        actions.link_step(read.process.pk, actions.NewLink(kind=kind, uid=first.uid, use=use, **target), by=by)
    guide = "https://veileder.example/ansettelse"
    link = actions.NewLink(kind="link", uid=second.uid, name="Veileder om ansettelser", url=guide)
    actions.link_step(read.process.pk, link, by=by)


AREAS = {
    "Ledelse og styring": (),
    "Organisasjon og personal": ("Ansette og ta imot", "Slutte og flytte"),
    "Innbyggertjenester": (),
}
PLACED = {
    "ANSETTELSE": ("Ansette og ta imot", "En stilling er ledig.", "Rett person er ansatt.", "Tjenesten og søkerne"),
    "DEKKET-BORD": ("Ansette og ta imot", "Noen er ansatt.", "Den nye kan begynne å jobbe.", "Den nyansatte"),
    "SLUTT": ("Slutte og flytte", "Noen slutter.", "Alt er levert og lukket.", "Lederen"),
    "HENVENDELSE": ("Innbyggertjenester", "En henvendelse kommer.", "Innbyggeren har fått svar.", "Innbyggeren"),
}


def arrange_processes(*, by: Actor) -> None:
    """Make a map of processes, and place those that are valid on it."""
    areas = {}
    for name, inner in AREAS.items():
        areas[name] = actions.add_area(name, by=by)
        areas |= {one: actions.add_area(one, parent_id=areas[name].pk, by=by) for one in inner}
    for code, (area, trigger, result, customer) in PLACED.items():
        process = queries.find_process(code, seen_by=by).process
        facts = actions.ProcessFacts(
            kind=process.kind,
            purpose=process.purpose,
            trigger=trigger,
            result=result,
            customer=customer,
            area_id=areas[area].pk,
        )
        actions.describe_process(process.pk, facts, by=by)
