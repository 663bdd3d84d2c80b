"""What the flow factory asks of a process: what changed, whom it concerns, and what is right and wrong with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop, ngettext

from grunnmur.processes.bpmn.diff import Change as Difference
from grunnmur.processes.bpmn.diff import ChangeKind, diff
from grunnmur.processes.bpmn.lint import Level as LintLevel
from grunnmur.processes.bpmn.lint import lint
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.models import Assignment, Lane, ProcessRole, ProcessVersion, Step
from grunnmur.processes.queries.differences import content_of, sentence_of
from grunnmur.processes.queries.guides import explained_url
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.rules import LEADERS, Change, GateResult, Keys, Level

READERS = ("H", "U", "K")
SAME_WORDS = 0.8  # a text of which less than a fifth changed
LINKS = (ChangeKind.LINK_ADDED, ChangeKind.LINK_REMOVED)
LEVELS = {LintLevel.ERROR: Level.ERROR, LintLevel.WARNING: Level.WARNING}


def changes(older: UUID | None, newer: UUID) -> Sequence[Change]:
    """Return what a version changes, as sentences in the reader's language. Four statements at most."""
    row = ProcessVersion.objects.select_related("version").get(version_id=newer)
    if older is None:
        count = Step.objects.filter(process_version=row).exclude(number="").count()
        told = ngettext("The first version, with %(count)d step.", "The first version, with %(count)d steps.", count)
        return [Change(sentence=told % {"count": count}, is_significant=True)]
    found = _differences(older, row)
    replaced = _replaced_links(found)
    return [
        Change(
            sentence=sentence_of(one),
            is_significant=one.is_significant,
            is_small=_is_reworded(one) or (one.kind in LINKS and one.uid in replaced and not one.is_significant),
        )
        for one in found
    ]


def _differences(older: UUID, row: ProcessVersion) -> Sequence[Difference]:
    before = ProcessVersion.objects.select_related("version").get(version_id=older)
    return diff(content_of(before), content_of(row))


def _is_reworded(change: Difference) -> bool:
    if change.kind is not ChangeKind.TEXT_CHANGED or not change.before:
        return False
    return SequenceMatcher(None, change.before, change.after, autojunk=False).ratio() > SAME_WORDS


def _replaced_links(found: Iterable[Difference]) -> set[str]:
    """Return the steps in which as many links came as went: they were replaced."""
    counts = {kind: Counter(one.uid for one in found if one.kind is kind) for kind in LINKS}
    added, removed = counts[ChangeKind.LINK_ADDED], counts[ChangeKind.LINK_REMOVED]
    return {uid for uid in added if added[uid] == removed[uid]}


def audience(older: UUID | None, newer: UUID) -> Keys:
    """Return whom a version concerns: group keys, each with the names of the roles it stands for.

    The roles that answer for, do, or are asked in a touched step: every step of a first version, and where the law of
    the whole is another; else those with a significant change, as they were and as they are. Roles named each time, and
    those outside, have no readers.
    """
    row = ProcessVersion.objects.select_related("version").get(version_id=newer)
    if older is None:
        touched = Q(step__process_version=row)
    else:
        significant = [one for one in _differences(older, row) if one.is_significant]
        uids = {one.uid for one in significant if one.uid}
        lanes = {one.name for one in significant if one.kind is ChangeKind.LANE_BOUND}
        in_step = Q(step__uid__in=uids) | Q(step__lane__name__in=lanes)
        if any(one.kind in LINKS and not one.uid for one in significant):
            in_step = Q(step__isnull=False)
        touched = Q(step__process_version__version_id__in=(older, newer)) & in_step
    roles = Assignment.objects.filter(touched, letter__in=READERS).values("process_role_id")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for role in ProcessRole.objects.filter(pk__in=roles).order_by("name"):
        for key in _keys_of(role):
            found[key].append(role.name)
    return dict(found)


def _keys_of(role: ProcessRole) -> Sequence[str]:
    return (LEADERS,) if role.binding == ProcessRole.Binding.LEADER else tuple(role.keys)


def parts(version_id: UUID) -> Sequence[tuple[str, str]]:
    """Return the steps that are work, by uid, as they are called; in reading order."""
    steps = Step.objects.filter(process_version__version_id=version_id).exclude(number="").order_by("ordinal")
    return [(step.uid, str(step)) for step in steps]


def gates(version_id: UUID) -> Sequence[GateResult]:
    """Return what is right and wrong with a version: drawing, lanes, names, and who does what. Seven statements."""
    row = ProcessVersion.objects.select_related("process__item", "version").get(version_id=version_id)
    address = (
        draft_url(version_id) if row.version.is_open else reverse("processes:process", args=[row.process.item.code])
    )
    names = _names(row, address)
    drawing = [one for one in _drawing(row, address) if STEP_NAMES not in names or one.key != NAME_RULE]
    found = [*drawing, *_lanes(row), *_letters(row, address), *(one for each in names.values() for one in each)]
    return found or [GateResult(key="drawing", level=Level.OK, message=RIGHT)]


STEP_NAMES, ROLE_NAMES = "step", "role"
NAME_RULE = "L11"  # the general rule of names, which gives way to the municipality's own


def _names(row: ProcessVersion, address: str) -> dict[str, list[GateResult]]:
    """Return what the municipality's standards say of the names of steps and lanes, by which standard there is."""
    standards = publishing.standards_for(row.process.item, (STEP_NAMES, ROLE_NAMES))
    found = {}
    if standard := standards.get(STEP_NAMES):
        steps = Step.objects.filter(process_version=row).exclude(number="").order_by("ordinal")
        names = [(element, " ".join(name.split())) for element, name in steps.values_list("element_id", "name")]
        found[STEP_NAMES] = publishing.name_results(standard, names, mend_url=address)
    if standard := standards.get(ROLE_NAMES):
        lanes = Lane.objects.filter(process_version=row).order_by("ordinal").values_list("element_id", "name")
        found[ROLE_NAMES] = publishing.name_results(standard, list(lanes), mend_url=address)
    return found


RIGHT = gettext_noop("The drawing follows the rules, and every step has somebody who does it and answers for it.")


def _drawing(row: ProcessVersion, address: str) -> list[GateResult]:
    return [
        GateResult(
            key=finding.rule,
            level=LEVELS[finding.level],
            message=finding.template,
            params=finding.params,
            anchor=finding.element_id,
            mend_url=address,
            explained_url=explained_url(finding.rule),
        )
        for finding in lint(read(bytes(row.xml)))
        if finding.level in LEVELS
    ]


def _lanes(row: ProcessVersion) -> list[GateResult]:
    address = reverse("processes:draft_lanes", args=[row.version_id]) if row.version.is_open else ""
    found = []
    for lane in Lane.objects.filter(process_version=row).select_related("process_role").order_by("ordinal"):
        facts = {"anchor": lane.element_id, "mend_url": address, "explained_url": explained_url("lane")}
        if lane.process_role is None:
            message = gettext_noop("Nobody said which role works in the lane “%(lane)s”.")
            params = {"lane": lane.name or "–"}
            found.append(GateResult(key="lane", level=Level.ERROR, message=message, params=params, **facts))
        elif lane.process_role.binding == ProcessRole.Binding.UNBOUND:
            message = gettext_noop("The role “%(role)s” means nobody yet, so nobody finds its steps among their own.")
            params = {"role": lane.process_role.name}
            facts["mend_url"] = reverse("processes:role", args=[lane.process_role_id])
            found.append(GateResult(key="role", level=Level.WARNING, message=message, params=params, **facts))
    return found


def _letters(row: ProcessVersion, address: str) -> list[GateResult]:
    letters: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for pk, letter in Assignment.objects.filter(step__process_version=row).values_list("step_id", "letter"):
        letters[pk][letter] += 1
    found = []
    for step in Step.objects.filter(process_version=row).exclude(number="").order_by("ordinal"):
        if letters[step.pk]["H"] != 1:
            found.append(_wrong_step("accountable", NOBODY_ANSWERS, step, address))
        if not letters[step.pk]["U"]:
            found.append(_wrong_step("responsible", NOBODY_DOES, step, address))
    return found


NOBODY_ANSWERS = gettext_noop("Nobody answers for step %(step)s. Exactly one role must.")
NOBODY_DOES = gettext_noop("Nobody does step %(step)s.")


def _wrong_step(key: str, message: str, step: Step, address: str) -> GateResult:
    return GateResult(
        key=key,
        level=Level.ERROR,
        message=message,
        params={"step": str(step)},
        anchor=step.element_id,
        mend_url=address,
        explained_url=explained_url(key),
    )


def draft_url(version_id: UUID) -> str:
    """Return where a version that is not valid is looked at."""
    return reverse("processes:draft", args=[version_id])
