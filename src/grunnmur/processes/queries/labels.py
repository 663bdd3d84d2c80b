"""The phrases of drawings and step lists, in the language of whoever reads."""

from dataclasses import fields

from django.utils.translation import gettext

from grunnmur.processes.bpmn.checklist import Message
from grunnmur.processes.bpmn.phrases import KIND_NAMES, Labels


def labels_in_language() -> Labels:
    """Return every phrase translated; the English ones are the messages."""
    english = Labels()
    texts = {one.name: gettext(getattr(english, one.name)) for one in fields(Labels) if one.name != "kinds"}
    return Labels(**texts, kinds={kind: gettext(name) for kind, name in KIND_NAMES.items()})


def said(message: Message) -> str:
    """Return a message of the checklist reader in the language of whoever reads."""
    return gettext(message.template) % dict(message.params)
