"""What our own facts on a node of the drawing say: its checklist, deadline, documents, systems and laws."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from grunnmur.processes.bpmn.linking import Linked, links_in
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.queries.links import NamedLink


@dataclass
class ChecklistItem:
    """One thing to do or remember in a step. `keeps`: how long to keep it, as an ISO 8601 duration."""

    text: str
    condition: str = ""
    is_required: bool = False
    is_warning: bool = False
    keeps: str = ""


@dataclass
class StepFacts:
    """Everything our facts say of one step, in their order; links as the file names them, until they are looked up."""

    items: list[ChecklistItem] = field(default_factory=list)
    links: list[NamedLink] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


def facts_of(model: Model) -> dict[str, StepFacts]:
    """Return the facts of each node that has any, by element id."""
    nodes = [node for process in model.processes for node in process.nodes if node.ext]
    return {node.id: _read(node.ext) for node in nodes}


def _read(pairs: Iterable[tuple[str, str]]) -> StepFacts:
    rows = list(pairs)
    facts = StepFacts(links=[_named(one) for one in links_in(rows)])
    for key, value in rows:
        if key in _READERS:
            _READERS[key](facts, value)
    return facts


def _named(link: Linked) -> NamedLink:
    return NamedLink(
        link.kind,
        link.name,
        url=link.url,
        note=link.note,
        strength=link.strength,
        use=link.use,
        gives_access=link.gives_access,
        is_web=bool(link.url),
        uid=link.uid,
    )


def _on_item(name: str, *, is_flag: bool) -> Callable[[StepFacts, str], None]:
    """Return a reader of what is said about the last item; files of others may say it about none."""

    def read(facts: StepFacts, value: str) -> None:
        if facts.items:
            setattr(facts.items[-1], name, True if is_flag else value)

    return read


_READERS: Mapping[str, Callable[[StepFacts, str], None]] = {
    "checklist_item": lambda facts, value: facts.items.append(ChecklistItem(value)),
    "item_condition": _on_item("condition", is_flag=False),
    "item_retention": _on_item("keeps", is_flag=False),
    "item_required": _on_item("is_required", is_flag=True),
    "item_remember": _on_item("is_warning", is_flag=True),
    "deadline": lambda facts, value: facts.deadlines.append(value),
    "alternative": lambda facts, value: facts.alternatives.append(value),
}
