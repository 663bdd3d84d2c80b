"""A production line with people in it, and processes in it, for tests. Enter a municipality first."""

from dataclasses import dataclass

from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.organisation.models import Person, Unit
from grunnmur.processes import actions as processes
from grunnmur.processes.models import Lane, ProcessRole, ProcessVersion
from grunnmur.processes.rules import BIND_ROLES, IMPORT
from grunnmur.publishing import actions
from grunnmur.publishing.models import ProductionLine, Version
from grunnmur.publishing.queries import gates
from tests.factories_organisation import SINCE, SYSTEM, granting, make_employee, make_leader, make_unit, make_user
from tests.factories_processes import CHOICE, make_proposal

__all__ = ["BIND_ROLES", "IMPORT", "granting"]
SUBMISSION = actions.Submission(change_note="Ny flyt for søknader.", is_significant=True)


@dataclass
class Factory:
    """A line for a unit: its leader approves; each of the others has a part and a login."""

    top: Unit
    unit: Unit
    line: ProductionLine
    leader: Person
    leader_user: User
    chief: Person
    chief_user: User
    assurer: Person
    assurer_user: User
    modeller: Person
    modeller_user: User


def make_factory() -> Factory:
    """Open a line with a chief, an assurer and a modeller; the leader of the unit may approve there."""
    top = make_unit("Fjordvik")
    unit = make_unit("Servicetorg", parent=top)
    leader = make_leader(unit, name="Lise Leder")
    people = [make_employee(unit, name) for name in ("Siri Sjef", "Kari Kvalitet", "Mona Modell")]
    line = actions.open_line(actions.LineFacts(name="Fellestjenester", units=(top.pk,)), by=SYSTEM)
    for person, part in zip(people, ("chief", "assurer", "modeller"), strict=True):
        actions.add_member(line.pk, person.pk, part, valid=Period(SINCE), by=SYSTEM)
    users = [make_user(person) for person in people]
    chief, assurer, modeller = people
    return Factory(top, unit, line, leader, make_user(leader), chief, users[0], assurer, users[1], modeller, users[2])


def bind_lanes(row: ProcessVersion, unit: Unit, *, by: object = SYSTEM) -> dict[str, ProcessRole]:
    """Make each lane a role of its own: the caseworkers are the people of the unit, the leader is whoever leads."""
    lanes = list(Lane.objects.filter(process_version=row))
    processes.confirm_lanes(row.pk, {}, new=[lane.pk for lane in lanes if not lane.process_role_id], by=by)
    roles = {role.name: role for role in ProcessRole.objects.all()}
    for name, role in roles.items():
        if name == "Leder":
            processes.bind_role(role.pk, "leader", by=SYSTEM)
        else:
            processes.bind_role(role.pk, "unit", target=unit.pk, by=SYSTEM)
    return roles


def make_draft(made: Factory, content: bytes = CHOICE, *, code: str = "SOK", title: str = "Søknad") -> Version:
    """Bring a drawing into the line as its modeller would; the lanes are bound, and the unit's leader owns it."""
    new = processes.NewProcess(title=title, code=code, owner_key=f"leader:{made.unit.pk}", line_id=made.line.pk)
    with granting(made.modeller_user, IMPORT, everywhere=True) as user:
        row = processes.import_model(content, name="tegning.bpmn", new=new, by=user)
    with granting(made.modeller_user, BIND_ROLES, everywhere=True) as user:
        bind_lanes(row, made.unit, by=user)
    return Version.objects.select_related("item").get(pk=row.version_id)


def make_checklist_draft(made: Factory, content: bytes, *, code: str) -> Version:
    """Draw a checklist in the line."""
    owner = f"leader:{made.unit.pk}"
    new = processes.NewProcess(title=f"Prosess {code}", code=code, owner_key=owner, line_id=made.line.pk)
    row = processes.accept_proposal(make_proposal(content).pk, new=new, by=SYSTEM)
    bind_lanes(row, made.unit)
    return Version.objects.select_related("item").get(pk=row.version_id)


def comments_on(version: Version) -> dict[str, str]:
    """Return something to say about each warning."""
    return {result.name: "Sett på." for result in gates(version)}


def submit(made: Factory, version: Version, **changed: object) -> Version:
    """Send a draft in as the modeller."""
    facts = {"change_note": SUBMISSION.change_note, "is_significant": True} | changed
    return actions.submit_version(version.pk, actions.Submission(**facts), by=made.modeller_user)


def assure(made: Factory, version: Version) -> Version:
    """Pass a version through quality control as the assurer."""
    return actions.assure_version(version.pk, comments=comments_on(version), by=made.assurer_user)


def to_approval(made: Factory, version: Version, **changed: object) -> Version:
    """Take a draft to where it waits for approval."""
    return assure(made, submit(made, version, **changed))


def approve(version: Version, by: User, *, seen_hash: str = "") -> Version:
    """Say yes."""
    return actions.approve_version(version.pk, seen_hash=seen_hash or version.content_hash, by=by)


def make_valid(made: Factory, version: Version, **changed: object) -> Version:
    """Take a draft all the way; Grunnmur itself approves."""
    return approve(to_approval(made, version, **changed), SYSTEM)


def next_draft(made: Factory, version: Version, content: bytes) -> Version:
    """Bring a new drawing of the same process into the line, as the modeller."""
    process_id = ProcessVersion.objects.get(version=version).process_id
    with granting(made.modeller_user, IMPORT, everywhere=True) as user:
        row = processes.import_version(process_id, content, name="ny.bpmn", change_note="", by=user)
    return Version.objects.select_related("item").get(pk=row.version_id)
