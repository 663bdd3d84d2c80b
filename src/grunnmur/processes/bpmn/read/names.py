"""Names and identifiers as people and tools write them, made fit to use."""

import hashlib
import re
from collections.abc import Container

from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.read.notes import Notes
from grunnmur.processes.bpmn.read.xml import Element, line_of

MAX_NAME = 2000
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>", re.IGNORECASE)
_FORMATTING = re.compile(r"</?(?:b|i|u|p|em|div|span|font|strong|html|body)(?:\s[^<>]{0,300})?>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LINES = re.compile(r"\s*\n\s*")


def clean(name: str) -> str:
    """Return a name without formatting tags, control characters and spare blanks; line breaks stay.

    Only the tags of plain formatting go: `<script>` in a name stays as the text it is.
    """
    if name.isprintable() and "<" not in name and "  " not in name:
        return name.strip()[:MAX_NAME]
    name = name.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    if "<" in name:
        name = _FORMATTING.sub("", _BREAK.sub("\n", name))
    name = _SPACES.sub(" ", _CONTROLS.sub("", name))
    return _LINES.sub("\n", name).strip()[:MAX_NAME]


def path_id(parent: str, name: str, number: int) -> str:
    """Return an id made of where the element stands: the number-th of its name in its parent, from 1.

    The same file gives the same id.
    """
    return "n_" + hashlib.sha256(f"{parent}/{name}[{number}]".encode()).hexdigest()[:12]


def mend_ids(root: Element, namespace: str, notes: Notes) -> frozenset[str]:
    """Give the second of two elements with one id a new id, and return every id of the BPMN elements.

    References go to the first.
    """
    names = [name for element in root.iter(f"{{{namespace}}}*") if (name := element.get("id"))]
    found = frozenset(names)
    if len(found) < len(names):
        found = _rename_repeated(root, namespace, notes, set(found))
    return found


def _rename_repeated(root: Element, namespace: str, notes: Notes, taken: set[str]) -> frozenset[str]:
    count: dict[str, int] = {}
    for element in root.iter(f"{{{namespace}}}*"):
        old = element.get("id")
        if old is None:
            continue
        count[old] = count.get(old, 0) + 1
        if count[old] > 1:
            new = _free(old, count, taken)
            element.set("id", new)
            notes.repaired(
                _("Two elements have the id %(id)s; the second is now %(new)s."),
                element_id=new,
                line=line_of(element),
                id=old,
                new=new,
            )
    return frozenset(taken)


def _free(old: str, count: dict[str, int], taken: set[str]) -> str:
    """Return `old` with the next number that nothing else is called, and take it."""
    while (new := f"{old}_{count[old]}") in taken:
        count[old] += 1
    taken.add(new)
    count[new] = 0
    return new


def resolve(reference: str, ids: Container[str]) -> str:
    """Return the id a QName reference means: itself when it is an id, else what follows its prefix when that is one."""
    reference = reference.strip()
    if reference in ids or ":" not in reference:
        return reference
    local = reference.rpartition(":")[2]
    return local if local in ids else reference
