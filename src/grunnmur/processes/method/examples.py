"""Examples of drawings, good and bad: small BPMN files with English names, drawn in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from grunnmur.processes.bpmn.draw import draw
from grunnmur.processes.bpmn.draw.svg import escape
from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import Artifact, Model, Node, NodeKind, Process
from grunnmur.processes.bpmn.phrases import Labels
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.method.words import in_language

FOLDER = Path(__file__).with_name("examples")
EXAMPLES = tuple(sorted(path.stem for path in FOLDER.glob("*.bpmn")))
"""What can be drawn, by name; one that ends in `-bad` shows a mistake."""
SIGNS: Mapping[str, Node | Artifact] = {
    "start": Node("n", NodeKind.START_EVENT),
    "end": Node("n", NodeKind.END_EVENT),
    "message": Node("n", NodeKind.INTERMEDIATE_CATCH, event="message"),
    "timer": Node("n", NodeKind.INTERMEDIATE_CATCH, event="timer"),
    "task": Node("n", NodeKind.TASK),
    "robot": Node("n", NodeKind.SERVICE_TASK),
    "call": Node("n", NodeKind.CALL_ACTIVITY),
    "choice": Node("n", NodeKind.EXCLUSIVE_GATEWAY),
    "parallel": Node("n", NodeKind.PARALLEL_GATEWAY),
    "inclusive": Node("n", NodeKind.INCLUSIVE_GATEWAY),
    "first": Node("n", NodeKind.EVENT_GATEWAY),
    "data": Artifact("n", "dataObjectReference"),
}
"""Signs of BPMN 2.0 by the name that the texts call them by."""
_LINK = re.compile(r"<a [^>]*><title>[^<]*</title>")
_NUMBER = re.compile(r'<text class="[^"]*bpmn-number"[^>]*>[^<]*</text>')
_OPENING = re.compile(r'role="group" aria-label="[^"]*"')


def draw_example(name: str, language: str) -> str:
    """Return the SVG of an example as one picture, whose name tells its steps in reading order.

    Raises FileNotFoundError for one that is not there.
    """
    model = example(name, language)
    steps = [step.name.replace("\n", " ") for step in steps_of(model) if step.name]
    return _still(_drawn(model), alt=", ".join(steps))


def example(name: str, language: str) -> Model:
    """Return an example, laid out, with its names in a language."""
    model = read((FOLDER / f"{name}.bpmn").read_bytes())
    return lay_out(
        replace(
            model,
            processes=tuple(_named(process, language) for process in model.processes),
            participants=tuple(replace(one, name=in_language(one.name, language)) for one in model.participants),
            message_flows=tuple(one._replace(name=in_language(one.name, language)) for one in model.message_flows),
        )
    )


def _named(process: Process, language: str) -> Process:
    return replace(
        process,
        nodes=tuple(one._replace(name=in_language(one.name, language)) for one in process.nodes),
        flows=tuple(one._replace(name=in_language(one.name, language)) for one in process.flows),
        lanes=tuple(replace(one, name=in_language(one.name, language)) for one in process.lanes),
    )


def draw_sign(name: str) -> str:
    """Return the SVG of one sign, which the words beside it name. Raises KeyError for one that is not there."""
    sign = SIGNS[name]
    nodes = (sign,) if isinstance(sign, Node) else ()
    artifacts = (sign,) if isinstance(sign, Artifact) else ()
    process = Process("p", nodes=nodes, artifacts=artifacts)
    return _still(_NUMBER.sub("", _drawn(lay_out(Model("m", processes=(process,))))), alt="")


def _drawn(model: Model) -> str:
    return draw(model, steps_of(model), labels=Labels())


def _still(svg: str, *, alt: str) -> str:
    """Return a drawing without its links: a picture that says what it shows, or decoration."""
    still = _LINK.sub("<g>", svg).replace("</a>", "</g>")
    return _OPENING.sub(f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"', still, count=1)
