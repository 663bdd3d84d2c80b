"""Rules a drawing is checked against, one function a rule."""

from collections.abc import Callable, Iterator

from grunnmur.processes.bpmn.graph import graph_of
from grunnmur.processes.bpmn.lint import flows, steps
from grunnmur.processes.bpmn.lint.findings import Drawing, Finding, Level
from grunnmur.processes.bpmn.model import Model

__all__ = ["Finding", "Level", "lint"]

RULES: tuple[Callable[[Drawing], Iterator[Finding]], ...] = (
    flows.loose_flow,
    flows.no_way_out,
    flows.implicit_join,
    flows.implicit_split,
    flows.no_end,
    flows.no_start,
    flows.unasked_question,
    steps.unnamed_step,
    steps.outside_lanes,
    steps.undescribed_step,
    steps.noun_for_name,
    flows.joins_and_splits,
    flows.nothing_leads_to,
    flows.between_pools,
    flows.waits_for_no_event,
    flows.wrong_ends,
    steps.unnamed_end,
    steps.same_name,
    steps.script_body,
    steps.too_many_steps,
)


def lint(model: Model) -> tuple[Finding, ...]:
    """Return what the rules find, rule by rule, each in the order of the file."""
    drawing = Drawing(model, tuple(graph_of(process) for process in model.processes))
    return tuple(finding for rule in RULES for finding in rule(drawing))
