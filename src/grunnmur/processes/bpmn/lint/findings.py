"""What a rule says about a drawing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grunnmur.processes.bpmn.graph import Graph
from grunnmur.processes.bpmn.model import Model, Node


class Level(StrEnum):
    """How much a finding weighs: an error stops publication, a warning wants a comment, a hint is an offer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about one element.

    template, params: the English sentence with named placeholders, which names the element and the mend.
    """

    rule: str
    level: Level
    element_id: str
    template: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Drawing:
    """A model with its processes indexed, for the rules."""

    model: Model
    graphs: tuple[Graph, ...]

    def nodes(self) -> list[tuple[Graph, Node]]:
        """Return every node with the graph it is in, in the order of the file."""
        return [(graph, node) for graph in self.graphs for node in graph.process.nodes]


def called(node: Node) -> str:
    """Return how a sentence names a node: its name on one line, else its id."""
    return node.name.replace("\n", " ") or node.id
