"""The flow factory of the demo: four lines, and processes at every station on their way."""

from pathlib import Path
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.demo.access import unit_named
from grunnmur.demo.planted import Cast
from grunnmur.organisation.queries import person_with_number
from grunnmur.processes import actions as processes
from grunnmur.processes.queries import process_roles
from grunnmur.publishing import actions, queries

LINES = {
    "Oppvekst": ("Oppvekst",),
    "Helse og velferd": ("Helse og velferd",),
    "Samfunn og teknisk": ("Samfunn og teknisk",),
    "Fellestjenester": ("Kultur og innbyggertjenester", "Organisasjon og økonomi"),
}
WITHOUT_CHIEF = "Samfunn og teknisk"
SHARED = "Fellestjenester"
ON_LINE = ("ANSETTELSE", "DEKKET-BORD", "SLUTT")
ENQUIRY = ("enquiry-checklist.md", "Svare på en henvendelse", "HENVENDELSE")
INSIGHT = ("insight-checklist.md", "Behandle et innsynskrav", "INNSYNSKRAV")
INSIGHT_CODE = "INNSYN"
CHIEF, ASSURER, OWNER = "demo-flow-chief", "demo-assurer", "demo-leader"


def run_factory(folder: Path, cast: Cast, *, by: Actor) -> None:
    """Open the lines; one process became valid through the factory, one waits for approval, one is being revised."""
    lines = {name: open_line(name, cast, by=by) for name in LINES}
    shared = lines[SHARED]
    chief = user(CHIEF)
    items = {code: queries.find_item(code, seen_by=by) for code in ON_LINE}
    for item in items.values():
        actions.place_on_line(item.pk, shared, by=by)
    enquiry = take_to_approval(ENQUIRY, folder, shared)
    bind(by=by)
    approve(enquiry, by=user(OWNER))
    take_to_approval(INSIGHT, folder, shared)
    actions.change_code(queries.find_item(INSIGHT[2], seen_by=by).pk, INSIGHT_CODE, by=by)
    actions.start_version(items["SLUTT"].pk, change_note="Nytt steg for tilganger i skyen.", by=chief)
    actions.add_card(shared, "Rutine for nøkler og adgangskort", by=chief)
    actions.set_guide_note("handbook", "rhythm", text="Tavlemøtet er tirsdager kl. 9 i Fjordsalen.", by=by)
    actions.let_two_persons_be_enough(is_enough=False, by=by)
    say_something()


def open_line(name: str, cast: Cast, *, by: Actor) -> UUID:
    """Open a line with those who work in it; one has no flow chief, which the factory shows."""
    units = tuple(unit_named(unit) for unit in LINES[name])
    line = actions.open_line(actions.LineFacts(name=name, units=units, target_per_month=4), by=by)
    parts = {"assurer": cast.modeller, "modeller": cast.personnel}
    if name != WITHOUT_CHIEF:
        parts["chief"] = cast.flow_chief
    for part, key in parts.items():
        actions.add_member(line.pk, person_with_number(key).pk, part, valid=Period(today()), by=by)
    return line.pk


def user(username: str) -> User:
    """Return one of those whom a visitor of the demo may be, so that history tells of her and not of a program."""
    return User.objects.get(username=username)


def take_to_approval(checklist: tuple[str, str, str], folder: Path, line: UUID) -> UUID:
    """Let the flow chief draw a checklist in a line, and the assurer pass it; returns the version."""
    file, title, code = checklist
    by = user(CHIEF)
    proposal = processes.propose_from_checklist((folder / file).read_bytes(), name=title, by=by)
    owner = f"leader:{unit_named('Kundesenter')}"
    new = processes.NewProcess(title=title, code=code, owner_key=owner, line_id=line)
    row = processes.accept_proposal(proposal.pk, new=new, by=by)
    said = actions.Submission(change_note="Første utgave.", is_significant=True)
    version = actions.submit_version(row.version_id, said, by=by)
    comments = {result.name: "Sett på og godtatt i demoen." for result in queries.gates(version)}
    actions.assure_version(version.pk, comments=comments, by=user(ASSURER))
    return version.pk


def bind(*, by: Actor) -> None:
    """Say that the advisers are the people of the customer desk."""
    role = next(role for role in process_roles() if role.name == "Kundekonsulent")
    processes.bind_role(role.pk, "unit", target=unit_named("Kundestøtte"), by=by)


def approve(version_id: UUID, *, by: Actor) -> None:
    """Say yes; those whose roles it names shall read it from now on."""
    version = queries.find_version(version_id, seen_by=by).version
    actions.approve_version(version_id, seen_hash=version.content_hash, by=by)


def say_something() -> None:
    """Let a reader ask, and get an answer of the owner."""
    reader = user("demo-employee")
    item = queries.find_item(ENQUIRY[2], seen_by=reader)
    asked = actions.Said(kind="question", text="Gjelder tre dager også i ferien?")
    row = actions.give_feedback(item.pk, asked, by=reader)
    actions.answer_feedback(row.pk, "done", answer="Ja. Den som vikarierer, følger opp.", by=user(OWNER))
    actions.give_feedback(item.pk, actions.Said(kind="improvement", text="Legg ved en mal for svar."), by=reader)
