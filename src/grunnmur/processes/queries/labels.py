"""The phrases of drawings and step lists, in the language of whoever reads."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext

from grunnmur.processes.bpmn.checklist import Message
from grunnmur.processes.bpmn.model import NoteKind
from grunnmur.processes.bpmn.phrases import KIND_NAMES, Labels
from grunnmur.processes.models import ProcessVersion


def labels_in_language() -> Labels:
    """Return every phrase translated; the English ones are the messages."""
    english = Labels()
    texts = {one.name: gettext(getattr(english, one.name)) for one in fields(Labels) if one.name != "kinds"}
    return Labels(**texts, kinds={kind: gettext(name) for kind, name in KIND_NAMES.items()})


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
