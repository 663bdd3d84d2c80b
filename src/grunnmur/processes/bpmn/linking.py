"""What steps need, use and follow: links as facts of ours in a file, and how three tellings of them become one.

A link is one fact, named by its kind, followed by facts that say more about it: `system` "WebSak", `link_target`
"element:…", `link_strength` "required".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.steps import Step

Pairs = Iterable[tuple[str, str]]

WEB = "link"  # a page of the web that is nothing else; its fact holds the address
KINDS = (
    "document",
    "template",
    "form",
    "system",
    "information",
    "law",
    "goal",
    "competence",
    "contact_point",
    "process",
    WEB,
)
NAMES = {
    "link_target": "target",
    "link_url": "url",
    "link_strength": "strength",
    "link_use": "use",
    "link_note": "note",
    "document_storage": "note",
    "link_text": "name",
}
ACCESS = "system_access"
MORE = frozenset({*NAMES, ACCESS})
_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Linked:
    """One link of a step, or of the whole process when `uid` is empty.

    target: "kind:id" of what is linked to here; url: an address of the web. With neither, only its name is known.
    strength: required, supporting, optional. use: reads, writes, both. gives_access: the step tells how to get in.
    """

    uid: str
    kind: str
    name: str
    url: str = ""
    target: str = ""
    strength: str = ""
    use: str = ""
    note: str = ""
    gives_access: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same link: its step, its kind, and its address or else its name."""
        return (self.uid, self.kind, self.url or self.name.casefold())


def links_in(facts: Pairs, *, uid: str = "") -> list[Linked]:
    """Return the links among the facts of a step, or of a process, in their order."""
    found: list[Linked] = []
    is_about_link = False
    for key, value in facts:
        if key in KINDS:
            found.append(_begun(uid, key, " ".join(value.split())))
            is_about_link = True
        elif key in MORE and is_about_link:
            found[-1] = _with(found[-1], key, value)
        elif key not in MORE:
            is_about_link = False
    return [one for one in found if one.name]


def _begun(uid: str, kind: str, value: str) -> Linked:
    return Linked(uid, kind, value, url=value if kind == WEB and value.startswith(_ADDRESSES) else "")


def _with(link: Linked, key: str, value: str) -> Linked:
    if key == ACCESS:
        return replace(link, gives_access=value == "yes")
    fields = {NAMES[key]: value}
    return replace(link, gives_access=link.gives_access, **fields) if value.strip() else link


def facts_of_links(links: Iterable[Linked]) -> Iterator[tuple[str, str]]:
    """Yield the facts that say these links; `links_in` reads them back."""
    for link in links:
        yield link.kind, link.url if link.kind == WEB and link.url else link.name
        if link.kind == WEB and link.url and link.name != link.url:
            yield "link_text", link.name
        if link.kind != WEB and link.url:
            yield "link_url", link.url
        for key in ("target", "strength", "use", "note"):
            if value := getattr(link, key):
                yield f"link_{key}", value
        if link.gives_access:
            yield ACCESS, "yes"


def facts_with_links(facts: Pairs, links: Iterable[Linked]) -> list[tuple[str, str]]:
    """Return facts with these links instead of those among them."""
    kept: list[tuple[str, str]] = []
    is_about_link = False
    for key, value in facts:
        is_about_link = key in KINDS or (is_about_link and key in MORE)
        if not is_about_link:
            kept.append((key, value))
    return [*kept, *facts_of_links(links)]


def uids_of(steps: Sequence[Step]) -> dict[str, str]:
    """Return the uid of each node by its id; of a step that was copied with its uid, only the first keeps it."""
    taken: set[str] = set()
    found = {}
    for step in steps:
        uid = step.uid if step.uid and step.uid not in taken else step.element_id
        taken.add(uid)
        found[step.element_id] = uid
    return found


def links_of_model(model: Model, uids: Mapping[str, str]) -> list[Linked]:
    """Return every link a file says: those of the process, then those of its steps. uids: by the id of a node."""
    whole = [link for process in model.processes for link in links_in(process.ext)]
    nodes = [node for process in model.processes for node in process.nodes if node.id in uids]
    return [*whole, *(link for node in nodes for link in links_in(node.ext, uid=uids[node.id]))]


def with_links(model: Model, uids: Mapping[str, str], links: Iterable[Linked]) -> Model:
    """Return a model that says these links, and no others."""
    by_uid: dict[str, list[Linked]] = {}
    for link in links:
        by_uid.setdefault(link.uid, []).append(link)
    processes = tuple(
        replace(
            process,
            ext=tuple(facts_with_links(process.ext, by_uid.get("", ()) if place == 0 else ())),
            nodes=tuple(
                node._replace(ext=tuple(facts_with_links(node.ext, by_uid.get(uids.get(node.id, "-"), ()))))
                for node in process.nodes
            ),
        )
        for place, process in enumerate(model.processes)
    )
    return replace(model, processes=processes)


def merged(base: Iterable[Linked], said: Iterable[Linked], held: Iterable[Linked]) -> list[Linked]:
    """Return what holds when a version becomes valid: what holds now, with what its makers changed since they began.

    base: what held when the version was begun; said: what the version says; held: what holds now. What was linked or
    let go beside the version stays so.
    """
    begun, told = ({one.key: one for one in links} for links in (base, said))
    gone = begun.keys() - told.keys()
    result = {one.key: one for one in held if one.key not in gone}
    for key, one in told.items():
        if key not in begun:
            result.setdefault(key, one)
        elif key in result and one != begun[key]:
            result[key] = one
    return list(result.values())
