"""Processes for tests, made through the actions of processes. Enter a municipality first."""

from itertools import count

from grunnmur.core.permissions import System
from grunnmur.processes import actions
from grunnmur.processes.models import ChecklistProposal, ProcessVersion
from tests.processes.bpmn.drawings import file_of, flow

SYSTEM = System("Tests")
CHECKLIST = """| Nr | Hva | Hvem |
|---|---|---|
| 1 | Skriv utlysning <ul><li>Bruk malen i Compilo</li></ul> | Leder |
| 2 | Kontroller utlysning | Personalkontoret |
| 4 | Intervju søkere. Drøftes med tillitsvalgt | Leder |
""".encode()
CHOICE = file_of(
    '<collaboration id="c"><participant id="pool" name="Søknad" processRef="p"/></collaboration><process id="p">'
    '<laneSet id="ls"><lane id="l1" name="Saksbehandler"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef>'
    "<flowNodeRef>g</flowNodeRef><flowNodeRef>e</flowNodeRef></lane>"
    '<lane id="l2" name="Leder"><flowNodeRef>b</flowNodeRef></lane></laneSet>'
    '<startEvent id="s" name="Søknad kom"/><userTask id="a" name="Les søknaden"/>'
    '<exclusiveGateway id="g" name="Er noe uklart?"/><userTask id="b" name="Avgjør"/><endEvent id="e" name="Ferdig"/>'
    + flow("1", "s", "a")
    + flow("2", "a", "g")
    + flow("3", "g", "b", 'name="Nei"')
    + flow("4", "g", "a", 'name="Ja"')
    + flow("5", "b", "e")
    + "</process>"
)
_numbers = count(1)


def make_proposal(content: bytes = CHECKLIST, *, name: str = "Ansettelse") -> ChecklistProposal:
    """Read a checklist into a proposal that waits for somebody."""
    return actions.propose_from_checklist(content, name=name, by=SYSTEM)


def make_process(code: str = "", *, content: bytes = CHECKLIST, title: str = "", **facts: str) -> ProcessVersion:
    """Draw a process from a checklist, with every guess as it came."""
    number = next(_numbers)
    new = actions.NewProcess(title=title or f"Prosess {number}", code=code or f"P-{number}", **facts)
    return actions.accept_proposal(make_proposal(content).pk, new=new, by=SYSTEM)


def import_drawing(content: bytes = CHOICE, *, code: str = "", name: str = "tegning.bpmn") -> ProcessVersion:
    """Bring a BPMN file into the library."""
    new = actions.NewProcess(code=code or f"D-{next(_numbers)}")
    return actions.import_model(content, name=name, new=new, by=SYSTEM)
