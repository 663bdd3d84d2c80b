"""A process as a file for other programs."""

from collections.abc import Iterator, Sequence

from grunnmur.processes.bpmn.edit import Document, linked_file
from grunnmur.processes.models import Assignment, Step
from grunnmur.processes.queries.links import links_of
from grunnmur.processes.queries.reading import ReadProcess

OURS = frozenset({"uid", "number", "letter"})  # told anew from the rows; other facts stay as the file has them


def file_with_roles(read: ReadProcess) -> bytes:
    """Return the file with what was said of it since: which roles its lanes are, who does and answers for each step.

    The links are those that hold. Everything else is as it came. Names and ids of roles and of what is linked to are in
    it, never of people. One statement.
    """
    document = Document.of(linked_file(bytes(read.row.xml), links_of(read.row)))
    for lane in read.lanes:
        role = lane.process_role
        document.set_role(lane.element_id, str(role.pk) if role else "", name=role.name if role else "")
    said = {node.id: node.ext for process in document.model.processes for node in process.nodes}
    for step in read.steps:
        document.set_facts(step.element_id, _facts(step, said[step.element_id], read.letters.get(step.pk, ())))
    return document.write()


def _facts(step: Step, said: Sequence[tuple[str, str]], letters: Sequence[Assignment]) -> Iterator[tuple[str, str]]:
    yield "uid", step.uid
    if step.number:
        yield "number", step.number
    yield from (fact for fact in said if fact[0] not in OURS)
    for row in letters:
        yield "letter", f"{row.letter}:{row.process_role.name}"
