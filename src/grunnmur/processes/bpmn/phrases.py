"""What is said of a step: one set of sentences for the drawing's links and for the step list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import GATEWAYS
from grunnmur.processes.bpmn.steps import Condition, Next, Step

KIND_NAMES: Mapping[str, str] = {
    "startEvent": _("Start"),
    "endEvent": _("Finish"),
    "intermediateCatchEvent": _("Wait"),
    "intermediateThrowEvent": _("Event"),
    "boundaryEvent": _("Event"),
    "exclusiveGateway": _("Choice"),
    "inclusiveGateway": _("Choice of one or more"),
    "parallelGateway": _("At the same time"),
    "eventBasedGateway": _("What happens first"),
    "complexGateway": _("Choice"),
    "join": _("Ways meet"),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Every phrase the drawing and the step list use, as templates with named placeholders; English by default."""

    drawing: str = _("%(name)s. Steps: %(steps)d. Roles: %(roles)d.")
    step: str = _("Step %(number)s, %(position)d of %(count)d: %(name)s.")
    other: str = _("%(kind)s: %(name)s.")
    nameless: str = _("%(kind)s.")
    no_name: str = _("(no name)")
    done_by: str = _("Done by %(role)s.")
    only_if: str = _("Only if “%(question)s” is “%(answer)s”.")
    only_if_answer: str = _("Only if “%(answer)s”.")
    one_of: str = _("One of several ways after “%(question)s”.")
    only_else: str = _("When no other answer to “%(question)s” fits.")
    otherwise: str = _("Otherwise go to %(target)s.")
    then: str = _("Then %(target)s.")
    then_if: str = _("If “%(answer)s”: %(target)s.")
    then_else: str = _("In all other cases: %(target)s.")
    back: str = _("Back to %(target)s.")
    back_if: str = _("Back to %(target)s if “%(answer)s”.")
    parallel: str = _("At the same time as %(targets)s.")
    interrupts: str = _("Breaks off %(target)s.")
    during: str = _("May happen during %(target)s.")
    repeated: str = _("Repeated.")
    for_each: str = _("Done once for each.")
    reads: str = _("Uses %(names)s.")
    writes: str = _("Makes %(names)s.")
    sends: str = _("Sends “%(name)s” to %(target)s.")
    receives: str = _("Gets “%(name)s” from %(target)s.")
    message: str = _("message")
    note: str = _("Note: %(text)s.")
    to_sheet: str = _("to sheet %(sheet)s")
    from_sheet: str = _("from sheet %(sheet)s")
    kinds: Mapping[str, str] = field(default_factory=lambda: KIND_NAMES)

    def translated(self, translate: Callable[[str], str]) -> "Labels":
        """Return the labels in another language; `translate` is gettext or the like."""
        phrases = {part.name: translate(getattr(self, part.name)) for part in fields(self) if part.name != "kinds"}
        return replace(self, **phrases, kinds={kind: translate(name) for kind, name in self.kinds.items()})


class Phrases:
    """Says what the rows of one step list mean, with one set of labels."""

    def __init__(self, steps: Sequence[Step], *, labels: Labels) -> None:
        self.labels = labels
        self.count = sum(step.is_activity for step in steps)
        self._steps = {step.element_id: step for step in steps}
        self._sources: dict[str, int] = {}
        for step in steps:
            for way in step.next:
                self._sources[way.target] = self._sources.get(way.target, 0) + 1

    def reference(self, element_id: str) -> str:
        """Return how other sentences call a node: its number, else its name, else its kind."""
        step = self._steps.get(element_id)
        if step is None:
            return element_id
        if step.number:
            return step.number
        return _flat(step.name) or self.kind(step)

    def kind(self, step: Step) -> str:
        """Return the word for what the node is; "" for work, whose word is its number."""
        is_join = step.kind in GATEWAYS and len(step.next) < 2 and self._sources.get(step.element_id, 0) > 1
        return self.labels.kinds.get("join" if is_join else step.kind.value, "")

    def heading(self, step: Step) -> str:
        """Return the number, place and name of a node as one sentence."""
        flat = _flat(step.name)
        name = _stopless(flat)
        labels = self.labels
        if step.is_activity:
            facts = {"number": step.number, "position": step.position, "count": self.count}
            facts["name"] = name or labels.no_name
            return _ended_once(labels.step % facts)
        template = labels.other if flat else labels.nameless
        return _ended_once(template % {"kind": self.kind(step), "name": name})

    def link_name(self, step: Step) -> str:
        """Return the accessible name of the node in the drawing."""
        parts = [self.heading(step), *self.who(step), *self.when(step), *self.beside(step)]
        if not step.is_activity or len(step.next) > 1:
            parts += self.onward(step)
        return " ".join((*parts, *self.notes(step), *filter(None, (step.aside,))))

    def sentences(self, step: Step) -> tuple[str, ...]:
        """Return everything the drawing says of a node except its heading and role, for the step list."""
        return (*self.when(step), *self.beside(step), *self.onward(step), *self.traffic(step), *self.notes(step))

    def who(self, step: Step) -> tuple[str, ...]:
        """Return whose lane the node is in; the pool when there are no lanes."""
        if not step.is_activity:
            return ()
        role = " / ".join([_flat(name) for name in step.lane_path if name]) or _flat(step.pool)
        return (self.labels.done_by % {"role": role},) if role else ()

    def when(self, step: Step) -> tuple[str, ...]:
        """Return the condition of the node, what it interrupts and how often it is done."""
        parts = list(self._only_if(step.condition)) if step.condition else []
        if step.attached_to:
            template = self.labels.interrupts if step.is_interrupting else self.labels.during
            parts.append(template % {"target": self.reference(step.attached_to)})
        if step.loop:
            parts.append(self.labels.repeated if step.loop == "standard" else self.labels.for_each)
        return tuple(parts)

    def _only_if(self, condition: Condition) -> Iterable[str]:
        question, answer = _flat(condition.question), _flat(condition.answer)
        if answer:
            template = self.labels.only_if if question else self.labels.only_if_answer
            yield template % {"question": question, "answer": answer}
        elif question and condition.is_default:
            yield self.labels.only_else % {"question": question}
        elif question:
            yield self.labels.one_of % {"question": question}
        if answer and len(condition.otherwise) == 1:
            yield self.labels.otherwise % {"target": self.reference(condition.otherwise[0])}

    def beside(self, step: Step) -> tuple[str, ...]:
        """Return what runs at the same time as this first node of a parallel branch."""
        if step.element_id not in step.parallel:
            return ()
        others = [self.reference(name) for name in step.parallel if name != step.element_id]
        return (self.labels.parallel % {"targets": ", ".join(others)},) if others else ()

    def onward(self, step: Step) -> tuple[str, ...]:
        """Return one sentence for each way on."""
        return tuple([self._way(way) for way in step.next])

    def _way(self, way: Next) -> str:
        labels = self.labels
        answer = _flat(way.name)
        facts = {"target": self.reference(way.target), "answer": answer}
        if way.is_back:
            return (labels.back_if if answer else labels.back) % facts
        if answer:
            return labels.then_if % facts
        return (labels.then_else if way.is_default else labels.then) % facts

    def traffic(self, step: Step) -> tuple[str, ...]:
        """Return the data and messages of a node."""
        labels = self.labels
        parts = [labels.reads % {"names": ", ".join(map(_flat, step.reads))}] if step.reads else []
        parts += [labels.writes % {"names": ", ".join(map(_flat, step.writes))}] if step.writes else []
        for template, messages in ((labels.sends, step.sends), (labels.receives, step.receives)):
            parts += [
                template % {"name": _flat(m.name) or labels.message, "target": _flat(m.other_name) or m.other}
                for m in messages
            ]
        return tuple(parts)

    def notes(self, step: Step) -> tuple[str, ...]:
        """Return the texts pinned to a node."""
        if not step.notes:
            return ()
        return tuple(_ended_once(self.labels.note % {"text": _stopless(_flat(text))}) for text in step.notes if text)


def _flat(name: str) -> str:
    return name.replace("\n", " ").replace("\u00ad", "")


def _stopless(text: str) -> str:
    return text.rstrip(". ")


def _ended_once(sentence: str) -> str:
    """Return a sentence without the full stop after another end mark."""
    return sentence[:-1] if sentence[-2:] in {"?.", "!.", "…."} else sentence
