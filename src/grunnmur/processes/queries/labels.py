"""The phrases of drawings and step lists, in the language of whoever reads."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext, ngettext

from grunnmur.processes.bpmn.checklist import Message
from grunnmur.processes.bpmn.linking import KINDS
from grunnmur.processes.bpmn.model import NoteKind
from grunnmur.processes.bpmn.phrases import KIND_NAMES, Labels
from grunnmur.processes.models import ProcessVersion
from grunnmur.processes.queries.links import NamedLink


def labels_in_language() -> Labels:
    """Return every phrase translated; the English ones are the messages."""
    english = Labels()
    texts = {one.name: gettext(getattr(english, one.name)) for one in fields(Labels) if one.name != "kinds"}
    return Labels(**texts, kinds={kind: gettext(name) for kind, name in KIND_NAMES.items()})


def counted(links: Iterable[NamedLink]) -> str:
    """Return how many links of each kind there are as a sentence: "2 documents, 1 system."; blank for none."""
    counts = Counter(link.kind for link in links)
    words = [_count(kind, counts[kind]) for kind in KINDS if counts[kind]]
    return f"{', '.join(words)}." if words else ""


def _count(kind: str, count: int) -> str:
    words = {
        "document": ngettext("%(count)d document", "%(count)d documents", count),
        "template": ngettext("%(count)d template", "%(count)d templates", count),
        "form": ngettext("%(count)d form", "%(count)d forms", count),
        "system": ngettext("%(count)d system", "%(count)d systems", count),
        "information": ngettext("information of %(count)d kind", "information of %(count)d kinds", count),
        "law": ngettext("%(count)d law", "%(count)d laws", count),
        "goal": ngettext("%(count)d goal", "%(count)d goals", count),
        "competence": ngettext("%(count)d competence", "%(count)d competences", count),
        "contact_point": ngettext("%(count)d contact point", "%(count)d contact points", count),
        "process": ngettext("%(count)d process", "%(count)d processes", count),
        "link": ngettext("%(count)d link", "%(count)d links", count),
    }
    return words[kind] % {"count": count}


def said(message: Message) -> str:
    """Return a message of the checklist reader in the language of whoever reads."""
    return gettext(message.template) % dict(message.params)


@dataclass(frozen=True)
class Remark:
    """What reading a file had to do: `kind` says whether it was repaired, kept as foreign or left out."""

    kind: NoteKind
    text: str
    line: int


def remarks_of(row: ProcessVersion) -> list[Remark]:
    """Return what reading a version's file had to repair or set aside, in the language of whoever reads."""
    return [Remark(NoteKind(note["kind"]), _remark(note), note["line"]) for note in row.notes]


def _remark(note: Mapping[str, object]) -> str:
    template, params = note.get("template"), note.get("params")
    return gettext(str(template)) % params if template else str(note["text"])
