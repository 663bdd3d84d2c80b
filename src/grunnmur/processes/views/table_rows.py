"""How a table of steps is put for the screen: one line for each step, question, way and end."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from grunnmur.processes.bpmn.steps import Step as DrawnStep
from grunnmur.processes.bpmn.table import Block, Branch, Event, Fork, Jump, Row, Table, walk
from grunnmur.processes.bpmn.table.edits import PLACE
from grunnmur.processes.bpmn.table.words import Words, words_of
from grunnmur.processes.views.shown import letter_words
from grunnmur.publishing.rules import GateResult

DEEPEST = 6  # levels that are indented further


@dataclass(frozen=True)
class Part:
    """Something with a name of its own: an event, a question, an answer; `element` is what carries the name."""

    element: str
    label: str
    name: str


@dataclass
class Line:
    """One line of the table.

    kind: step, fork, branch, jump, event or end. place: where a new step would be added behind it, "" = nowhere.
    parts: names that can be changed there. ways: the answers of a question, by the flow they stand on; otherwise: the
    flow of the one that holds in all other cases. is_open: its form is shown.
    """

    kind: str
    id: str
    text: str
    depth: int = 0
    number: str = ""
    words: Words | None = None
    letters: Sequence[tuple[str, str]] = ()
    parts: Sequence[Part] = ()
    ways: Sequence[tuple[str, str]] = ()
    otherwise: str = ""
    place: str = ""
    is_parallel: bool = False
    is_open: bool = False
    findings: list[GateResult] = field(default_factory=list)


def lines_of(table: Table, steps: Iterable[DrawnStep], findings: Iterable[GateResult]) -> list[Line]:
    """Return the lines of a table, with each finding at the line it is about."""
    numbers = {step.element_id: step.number for step in steps}
    start = Line("start", table.start.id, table.start.name or _("Start"))
    start.parts = [Part(table.start.id, _("What sets it off"), table.start.name)]
    lines = [start, *_lines(table.blocks, 0, _Names(numbers, {row.id: row.name for row in table.rows()}))]
    return with_findings(lines, findings)


def step_lines(rows: Iterable[Row], steps: Iterable[DrawnStep], findings: Iterable[GateResult]) -> list[Line]:
    """Return a line for each step of a drawing that has no table."""
    numbers = {step.element_id: step.number for step in steps}
    return with_findings([_step(row, 0, numbers) for row in rows], findings)


def places_in(lines: Iterable[Line], *, but: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return where a step can be put: behind each line, and first in each branch. but: not behind or in these."""
    found = [("", _("At the beginning"))]
    for line in lines:
        if line.place and (line.place.rpartition(PLACE)[0] or line.place) not in but:
            place = f"{line.number} {line.text}".strip()
            words = _("First in: %(place)s") if line.kind == "branch" else _("After: %(place)s")
            found.append((line.place, words % {"place": place}))
    return found


def inside_of(table: Table | None, block_id: str) -> frozenset[str]:
    """Return a block and what it holds, by id; nothing for a step, which is not in its own way."""
    found = next((one for one, _depth in walk(table.blocks) if one.id == block_id), None) if table else None
    return frozenset(one.id for one, _depth in walk([found])) if isinstance(found, Fork) else frozenset()


def with_findings(lines: list[Line], findings: Iterable[GateResult]) -> list[Line]:
    """Put each finding at the line of its element, or of a name in it."""
    homes = {part.element: line for line in lines for part in line.parts} | {line.id: line for line in lines}
    for finding in findings:
        if finding.anchor in homes:
            homes[finding.anchor].findings.append(finding)
    return lines


@dataclass(frozen=True)
class _Names:
    numbers: Mapping[str, str]
    names: Mapping[str, str]

    def of(self, block: str) -> str:
        return f"{self.numbers.get(block, '')} {self.names.get(block, '')}".strip()


def _lines(blocks: Sequence[Block], depth: int, names: _Names) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        match block:
            case Row():
                lines.append(_step(block, depth, names.numbers))
            case Event():
                kind = "end" if block.is_end else "event"
                label = _("What is reached") if block.is_end else _("What is waited for")
                part = Part(block.id, label, block.name)
                text = block.name or (_("Finish") if block.is_end else _("Wait"))
                lines.append(Line(kind, block.id, text, depth, parts=[part], place="" if block.is_end else block.id))
            case Jump():
                lines.append(_jump(block, depth, names))
            case Fork():
                lines += _fork(block, depth, names)
    return lines


def _step(row: Row, depth: int, numbers: Mapping[str, str]) -> Line:
    words = words_of(row)
    told = [
        (word, ", ".join(words.letters[letter])) for letter, word in letter_words().items() if words.letters[letter]
    ]
    text = row.name or _("without a name")
    return Line(
        "step", row.id, text, min(depth, DEEPEST), numbers.get(row.id, ""), words=words, letters=told, place=row.id
    )


def _jump(jump: Jump, depth: int, names: _Names) -> Line:
    said = {"question": jump.question or _("Once more?"), "answer": jump.answer or _("Yes"), "step": names.of(jump.to)}
    text = _("%(question)s %(answer)s: back to %(step)s") % said
    parts = [Part(jump.id, _("Question"), jump.question)]
    labels = (_("Answer that leads back"), _("Answer that leads on"))
    answers = (jump.answer, jump.otherwise)
    parts += [Part(*one) for one in zip(jump.flows, labels, answers, strict=True)]
    ways = [(part.element, part.name or part.label) for part in parts[1:]]
    line = Line("jump", jump.id, text, min(depth, DEEPEST), parts=parts, ways=ways, place=jump.id)
    line.otherwise = jump.default
    return line


def _fork(fork: Fork, depth: int, names: _Names) -> list[Line]:
    question = fork.question or _("A question without words")
    text = _("At the same time") if fork.is_parallel else question
    parts = [Part(fork.id, _("Question"), fork.question)]
    parts += [
        Part(one.flow, _("Answer %(number)s") % {"number": n}, one.answer) for n, one in enumerate(fork.branches, 1)
    ]
    lines = [Line("fork", fork.id, text, min(depth, DEEPEST), place=fork.id, is_parallel=fork.is_parallel)]
    if not fork.is_parallel:
        lines[0].parts = parts
        lines[0].ways = [(part.element, part.name or part.label) for part in parts[1:]]
        lines[0].otherwise = next((one.flow for one in fork.branches if one.is_otherwise), "")
    for number, branch in enumerate(fork.branches):
        place = f"{fork.id}{PLACE}{number}"
        said = {"number": number + 1, "count": len(fork.branches)}
        label = _("Way %(number)s of %(count)s") % said if fork.is_parallel else _answered(branch)
        lines.append(Line("branch", place, label, min(depth + 1, DEEPEST), place=place, is_parallel=fork.is_parallel))
        lines += _lines(branch.blocks, depth + 2, names)
    return lines


def _answered(branch: Branch) -> str:
    if branch.is_otherwise and not branch.answer:
        return _("In all other cases")
    template = _("If the answer is “%(answer)s”")
    if branch.is_otherwise:
        template = _("If the answer is “%(answer)s”, and in all other cases")
    return template % {"answer": branch.answer or _("not named")}
