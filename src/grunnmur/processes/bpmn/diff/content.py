"""A drawing as what it says: its steps by uid, with all that belongs to each. Where things stand is not in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from grunnmur.processes.bpmn.linking import KINDS as LINK_KINDS
from grunnmur.processes.bpmn.model import GATEWAYS, Lane, Model, Node
from grunnmur.processes.bpmn.steps import Next, Step, steps_of

DEADLINE, LETTER, ITEM, REQUIRED = "deadline", "letter", "checklist_item", "item_required"
OTHERWISE = "⧸"  # on a flow that is taken in all other cases, as BPMN draws it


@dataclass(frozen=True)
class Item:
    """One thing to do or remember in a step."""

    text: str
    is_required: bool


@dataclass(frozen=True)
class StepContent:
    """What is said of one step.

    role: the name of its innermost lane. letters: (letter, role). links: (kind, name). ways: by the uid of each step it
    leads to, past gateways, what stands on the flows between.
    """

    uid: str
    number: str
    name: str
    kind: str
    text: str
    role: str
    is_activity: bool
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    deadline: str = ""
    items: Counter[Item] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    ways: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """Every step in reading order, which process role each lane is bound to, by the lane's name, and what the whole
    leads to: (kind, name).
    """

    steps: Mapping[str, StepContent]
    lanes: Mapping[str, str]
    links: Counter[tuple[str, str]] = field(default_factory=Counter)


def content_of(model: Model) -> Content:
    """Return what a drawing says. A node without a uid of ours is known by its id."""
    nodes = {node.id: node for process in model.processes for node in process.nodes}
    rows = {row.element_id: row for row in steps_of(model)}
    steps = [_content(row, nodes[row.element_id], rows) for row in rows.values()]
    lanes = {_plain(lane.name): lane.role_id for process in model.processes for lane in process.lanes if _is_leaf(lane)}
    links = Counter(_links(fact for process in model.processes for fact in process.ext))
    return Content({step.uid: step for step in steps}, lanes, links)


def _is_leaf(lane: Lane) -> bool:
    return bool(lane.members)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _content(row: Step, node: Node, rows: Mapping[str, Step]) -> StepContent:
    return StepContent(
        uid=_uid(row),
        number=row.number,
        name=_plain(row.name),
        kind=f"{row.kind}:{row.event}" if row.event else str(row.kind),
        text=_plain(row.doc),
        role=_plain(row.lane_name),
        is_activity=row.is_activity,
        letters=Counter(_letter(value) for key, value in node.ext if key == LETTER),
        deadline=", ".join(_plain(value) for key, value in node.ext if key == DEADLINE),
        items=Counter(_items(node)),
        links=Counter(_links(node.ext)),
        ways={} if row.kind in GATEWAYS else _ways(row, rows),
    )


def _links(facts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((key, _plain(value)) for key, value in facts if key in LINK_KINDS)


def _uid(row: Step) -> str:
    return row.uid or row.element_id


def _ways(row: Step, rows: Mapping[str, Step]) -> Mapping[str, frozenset[str]]:
    """Return where a step leads, past gateways, with the words on the flows between; each gateway is passed once."""
    found: dict[str, set[str]] = {}
    waiting = [(way, "", frozenset[str]()) for way in reversed(row.next)]
    while waiting:
        way, words, passed = waiting.pop()
        target = rows.get(way.target)
        said = " · ".join(filter(None, (words, _said_on(way))))
        if target is None or way.target in passed:
            continue
        if target.kind in GATEWAYS:
            waiting += [(further, said, passed | {way.target}) for further in reversed(target.next)]
        else:
            found.setdefault(_uid(target), set()).add(said)
    return {uid: frozenset(words) for uid, words in found.items()}


def _said_on(way: Next) -> str:
    """Return what stands on a flow, with a sign on the one that is taken in all other cases."""
    return " ".join(filter(None, (_plain(way.name or way.condition), OTHERWISE if way.is_default else "")))


def _letter(value: str) -> tuple[str, str]:
    letter, _colon, role = value.partition(":")
    return letter.strip(), _plain(role)


def _items(node: Node) -> list[Item]:
    found: list[Item] = []
    for key, value in node.ext:
        if key == ITEM:
            found.append(Item(_plain(value), is_required=False))
        elif key == REQUIRED and found:
            found[-1] = Item(found[-1].text, is_required=True)
    return found
