"""Small BPMN files for tests."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NAMESPACES = (
    f'xmlns="{MODEL}" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:d="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:flyt="urn:grunnmur:flyt:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def file_of(inside: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    """A whole file around the elements inside definitions."""
    return f'{head}<definitions id="d" {NAMESPACES}>{inside}</definitions>'.encode()


def process_of(inside: str, *, name: str = "Ansettelse") -> bytes:
    """A file of one process `p`."""
    return file_of(f'<process id="p" name="{name}">{inside}</process>')


def flow(name: str, source: str, target: str, extra: str = "") -> str:
    """A sequence flow."""
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}" {extra}/>'


def shape(element: str, x: float = 0, y: float = 0, width: float = 100, height: float = 80, extra: str = "") -> str:
    """A BPMNShape."""
    return (
        f'<di:BPMNShape bpmnElement="{element}" {extra}>'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></di:BPMNShape>'
    )


def edge(element: str, *points: tuple[float, float]) -> str:
    """A BPMNEdge."""
    waypoints = "".join(f'<d:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<di:BPMNEdge bpmnElement="{element}">{waypoints}</di:BPMNEdge>'


def diagram(inside: str, plane: str = "p", name: str = "dia") -> str:
    """A BPMNDiagram."""
    return f'<di:BPMNDiagram id="{name}"><di:BPMNPlane bpmnElement="{plane}">{inside}</di:BPMNPlane></di:BPMNDiagram>'


LINE = (
    '<startEvent id="s" name="Behov meldt"/><task id="a" name="Lag utlysning"/><task id="b" name="Sjekk referanser"/>'
    '<endEvent id="e" name="Ansatt"/>' + flow("f1", "s", "a") + flow("f2", "a", "b") + flow("f3", "b", "e")
)
LINE_DRAWN = diagram(
    shape("s", 10, 30, 36, 36)
    + shape("a", 100, 10)
    + shape("b", 260, 10)
    + shape("e", 420, 30, 36, 36)
    + edge("f1", (46, 48), (100, 48))
    + edge("f2", (200, 48), (260, 48))
    + edge("f3", (360, 48), (420, 48))
)
CHOICE = (
    '<startEvent id="s" name="Søknad mottatt"/><exclusiveGateway id="g" name="Ber noen om innsyn?" default="no"/>'
    '<task id="yes" name="Behandle forespørsel"/><task id="go" name="Vurder søkere"/><endEvent id="e" name="Vurdert"/>'
    + flow("f1", "s", "g")
    + flow("fy", "g", "yes", 'name="Ja"')
    + flow("no", "g", "go", 'name="Nei"')
    + flow("f3", "yes", "go")
    + flow("f4", "go", "e")
)
