"""A file with the links that hold, instead of those it says."""

from collections.abc import Iterable

from grunnmur.processes.bpmn.edit.document import Document
from grunnmur.processes.bpmn.linking import Linked, facts_with_links, links_in, uids_of
from grunnmur.processes.bpmn.steps import steps_of


def linked_file(data: bytes, links: Iterable[Linked]) -> bytes:
    """Return a file that says these links of its steps and of its first process; a file that does so stays as it is.

    Raises BpmnError.
    """
    document = Document.of(data)
    by_uid: dict[str, list[Linked]] = {}
    for link in links:
        by_uid.setdefault(link.uid, []).append(link)
    uids = uids_of(steps_of(document.model))
    is_changed = False
    for place, process in enumerate(document.model.processes):
        parts = [(process.id, "process", process.ext, "" if place == 0 else None)]
        parts += [(node.id, "step", node.ext, uids.get(node.id)) for node in process.nodes]
        for element, kind, facts, uid in parts:
            wanted = by_uid.get(uid, []) if uid is not None else []
            if links_in(facts, uid=uid or "") != wanted:
                document.set_facts(element, facts_with_links(facts, wanted), kind=kind)
                is_changed = True
    return document.write() if is_changed else data
