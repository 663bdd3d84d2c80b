"""What changed between two versions of a process, in sentences and as marks for the drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.permissions import Actor
from grunnmur.processes.bpmn.diff import OTHERWISE, Change, ChangeKind, diff
from grunnmur.processes.bpmn.draw import Mark
from grunnmur.processes.bpmn.linking import uids_of, with_links
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.phrases import KIND_NAMES
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.models import ProcessVersion
from grunnmur.processes.queries.links import links_of
from grunnmur.publishing.queries import Version, find_version

SENTENCES: Mapping[ChangeKind, str] = {
    ChangeKind.STEP_ADDED: gettext_noop("%(step)s is new, and done by %(after)s."),
    ChangeKind.STEP_REMOVED: gettext_noop("%(step)s is gone. It was done by %(before)s."),
    ChangeKind.STEP_RENAMED: gettext_noop("%(step)s was called “%(before)s”."),
    ChangeKind.STEP_KIND: gettext_noop("%(step)s is drawn as %(after)s, no longer as %(before)s."),
    ChangeKind.STEP_ORDER: gettext_noop("%(step)s comes at another place among the steps."),
    ChangeKind.ROLE_MOVED: gettext_noop("%(step)s: done by %(after)s, no longer by %(before)s."),
    ChangeKind.ACCOUNTABLE_MOVED: gettext_noop("%(step)s: responsibility moved from %(before)s to %(after)s."),
    ChangeKind.LETTER_ADDED: gettext_noop("%(step)s: %(after)s has come in."),
    ChangeKind.LETTER_REMOVED: gettext_noop("%(step)s: %(before)s is no longer in it."),
    ChangeKind.FLOW_ADDED: gettext_noop("%(step)s now leads to “%(after)s”."),
    ChangeKind.FLOW_REMOVED: gettext_noop("%(step)s no longer leads to “%(before)s”."),
    ChangeKind.CONDITION_CHANGED: gettext_noop("After %(step)s, the way on says “%(after)s”, no longer “%(before)s”."),
    ChangeKind.DEADLINE_CHANGED: gettext_noop("%(step)s: the deadline is %(after)s, no longer %(before)s."),
    ChangeKind.TEXT_CHANGED: gettext_noop("%(step)s has another description."),
    ChangeKind.ITEM_ADDED: gettext_noop("%(step)s: “%(after)s” is new on the checklist."),
    ChangeKind.ITEM_REMOVED: gettext_noop("%(step)s: “%(before)s” is no longer on the checklist."),
    ChangeKind.LINK_ADDED: gettext_noop("%(step)s: %(after)s is new."),
    ChangeKind.LINK_REMOVED: gettext_noop("%(step)s: %(before)s is gone."),
    ChangeKind.LANE_BOUND: gettext_noop("The lane “%(name)s” stands for another role."),
    ChangeKind.LAYOUT: gettext_noop("Only the drawing was tidied."),
}
CAME: Mapping[ChangeKind, str] = {
    ChangeKind.CONDITION_CHANGED: gettext_noop("After %(step)s, the way on now says “%(after)s”."),
    ChangeKind.DEADLINE_CHANGED: gettext_noop("%(step)s has got a deadline: %(after)s."),
}
WENT: Mapping[ChangeKind, str] = {
    ChangeKind.CONDITION_CHANGED: gettext_noop("After %(step)s, the way on no longer says “%(before)s”."),
    ChangeKind.DEADLINE_CHANGED: gettext_noop("%(step)s has no deadline any more; it was %(before)s."),
}
LETTERS: Mapping[str, str] = {
    "H": gettext_noop("%(role)s as accountable"),
    "U": gettext_noop("%(role)s as responsible"),
    "K": gettext_noop("%(role)s, who is asked,"),
    "I": gettext_noop("%(role)s, who is told,"),
}
LINKS: Mapping[str, str] = {
    "document": gettext_noop("the document “%(name)s”"),
    "template": gettext_noop("the template “%(name)s”"),
    "form": gettext_noop("the form “%(name)s”"),
    "system": gettext_noop("the system “%(name)s”"),
    "information": gettext_noop("the information “%(name)s”"),
    "law": gettext_noop("the law “%(name)s”"),
    "goal": gettext_noop("the goal “%(name)s”"),
    "competence": gettext_noop("the competence “%(name)s”"),
    "contact_point": gettext_noop("the contact point “%(name)s”"),
    "process": gettext_noop("the process “%(name)s”"),
    "link": gettext_noop("the link “%(name)s”"),
}
BOTH_ENDS = frozenset({ChangeKind.LETTER_ADDED, ChangeKind.LETTER_REMOVED})
ABOUT_LINKS = frozenset({ChangeKind.LINK_ADDED, ChangeKind.LINK_REMOVED})


@dataclass(frozen=True)
class Told:
    """One difference as a sentence. `is_significant`: those whom the step concerns should read again."""

    sentence: str
    is_significant: bool


@dataclass(frozen=True)
class Difference:
    """What changed between two versions, with what is new or changed marked by element id of the newer drawing."""

    older: Version
    newer: Version
    newer_row: ProcessVersion
    told: Sequence[Told]
    marks: Mapping[str, Mark]


def difference(process_id: UUID, *, older: str, newer: str, seen_by: Actor) -> Difference:
    """Compare two versions of a process by their numbers ("2", or "2.1" for a correction).

    Raises ProcessVersion.DoesNotExist, also for a version on its way that is not the asker's to see.
    """
    before, after = (_numbered(process_id, number) for number in (older, newer))
    for row in (before, after):
        _require_seen(row, seen_by=seen_by)
    model = content_of(after)
    changes = diff(content_of(before), model)
    told = [Told(sentence_of(change), change.is_significant) for change in changes]
    return Difference(before.version, after.version, after, told, _marks(model, changes))


def content_of(row: ProcessVersion) -> Model:
    """Return what a version says, with the links it has: for one that is valid, those that hold. One statement."""
    model = read(bytes(row.xml))
    return with_links(model, uids_of(steps_of(model)), links_of(row))


def _numbered(process_id: UUID, number: str) -> ProcessVersion:
    major, _dot, minor = number.partition(".")
    rows = ProcessVersion.objects.select_related("version").exclude(version__state=Version.State.DISCARDED)
    return rows.get(process_id=process_id, version__major=int(major), version__minor=int(minor or 0))


def _require_seen(row: ProcessVersion, *, seen_by: Actor) -> None:
    if row.version.is_open:
        try:
            find_version(row.version_id, seen_by=seen_by)
        except Version.DoesNotExist as error:
            raise ProcessVersion.DoesNotExist from error


def sentence_of(change: Change) -> str:
    """Say a change in the language of whoever reads."""
    words = {"step": _step(change), "name": change.name}
    ends = {"before": _said(change, change.before), "after": _said(change, change.after)}
    return _(_template(change)) % (words | ends)


def _template(change: Change) -> str:
    """Return the sentence of a change; what came where nothing stood, and what went, have their own."""
    if not change.before and change.kind in CAME:
        return CAME[change.kind]
    if not change.after and change.kind in WENT:
        return WENT[change.kind]
    return SENTENCES[change.kind]


def _step(change: Change) -> str:
    named = f"{change.number} {change.name}".strip()
    if not named:
        return _("The process")
    return _("Step %(name)s") % {"name": named} if change.number else _("“%(name)s”") % {"name": named}


def _said(change: Change, text: str) -> str:
    """Return what stood or stands there, as it is called on the screen."""
    key, _colon, rest = text.partition(": ")
    if change.kind in BOTH_ENDS and key in LETTERS:
        return _(LETTERS[key]) % {"role": rest}
    if change.kind in ABOUT_LINKS and key in LINKS:
        return _(LINKS[key]) % {"name": rest}
    if change.kind is ChangeKind.STEP_KIND:
        name = KIND_NAMES.get(text.partition(":")[0])
        return _(name) if name else _("Step")
    if change.kind is ChangeKind.CONDITION_CHANGED:
        return text.replace(OTHERWISE, _("(in all other cases)"))
    return text or _("nobody")


def _marks(model: Model, changes: Sequence[Change]) -> Mapping[str, Mark]:
    """Mark what is new with +, and what is changed with ~; what was removed is told in words only."""
    uids = {node.id: dict(node.ext).get("uid", "") or node.id for process in model.processes for node in process.nodes}
    kinds: dict[str, ChangeKind] = {}
    for change in changes:
        if change.kind is ChangeKind.STEP_ADDED or change.uid not in kinds:
            kinds[change.uid] = change.kind
    new, changed = Mark("new", "+", _("New in this version.")), Mark("changed", "~", _("Changed in this version."))
    return {
        element: new if kinds[uid] is ChangeKind.STEP_ADDED else changed
        for element, uid in uids.items()
        if uid in kinds and uid
    }
