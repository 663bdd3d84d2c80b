"""What the gates say of a version."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from grunnmur.core.clock import today
from grunnmur.core.permissions import members_of
from grunnmur.publishing.models import ApprovalStep, GateRun, Item, LineMember, Version
from grunnmur.publishing.queries.items import owner_unit_of
from grunnmur.publishing.queries.naming import item_names
from grunnmur.publishing.queries.references import link_results
from grunnmur.publishing.queries.web import web_results
from grunnmur.publishing.rules import GateResult, Level, gates_of, read_back, with_owner

APPROVERS = "approvers"
EXPLAINED = {"owner": "roles", "line_chief": "roles", "line_assurer": "roles", "title": "gates", APPROVERS: "roles"}
"""The section of the handbook that says why, by gate."""


def gates(version: Version) -> list[GateResult]:
    """Return what every gate says of a version now: errors first, then warnings, then what is right."""
    common = [*_common(version.item), *link_results(version), *web_results(version)]
    own = [result for gate in gates_of(version.item.kind) for result in gate(version.pk)]
    order = [Level.ERROR, Level.WARNING, Level.OK]
    return sorted([*common, *own], key=lambda result: order.index(result.level))


def last_run(version: Version) -> Sequence[GateResult]:
    """Return what the gates said the last time they were run, with the assurer's comments."""
    run = GateRun.objects.filter(version=version).order_by("-at").first()
    return [read_back(row) for row in run.results] if run else []


def steps_for(item: Item) -> list[ApprovalStep]:
    """Return the approvals that versions of an item need, in their order: those of its kind, else the common."""
    rows = ApprovalStep.objects.filter(Q(kind=item.kind) | Q(kind=""), line_id=item.line_id, is_retired=False)
    found = list(rows.order_by("ordinal", "pk"))
    return [step for step in found if step.kind] or found


def steps_of_line(line_id: UUID) -> list[ApprovalStep]:
    """Return the approvals that a line's versions need: those of all kinds, then of each kind. One statement."""
    return list(ApprovalStep.objects.filter(line_id=line_id, is_retired=False).order_by("kind", "ordinal", "pk"))


def line_of_step(approval_step_id: UUID) -> UUID:
    """Return the line of an approval that is in use. Raises ApprovalStep.DoesNotExist."""
    return ApprovalStep.objects.values_list("line_id", flat=True).get(pk=approval_step_id, is_retired=False)


def _common(item: Item) -> list[GateResult]:
    parts = set(LineMember.objects.filter(line_id=item.line_id, valid__contains=today()).values_list("part", flat=True))
    line_url = reverse("publishing:line_settings", args=[item.line_id]) if item.line_id else ""
    return [
        _owner(item),
        _held("line_chief", LineMember.Part.CHIEF in parts, _CHIEF, line_url),
        _held("line_assurer", LineMember.Part.ASSURER in parts, _ASSURER, line_url),
        _title(item),
        *item_names(item),
        *_approvers(item, line_url),
    ]


_CHIEF = (gettext_noop("The line has a flow chief."), gettext_noop("The line has no flow chief today. Name one."))
_ASSURER = (
    gettext_noop("The line has a quality assurer."),
    gettext_noop("The line has no quality assurer today. Name one."),
)
_TITLE = (gettext_noop("No other item has this title."), gettext_noop("Another item has this title. Tell them apart."))


def _held(key: str, holds: bool, messages: tuple[str, str], mend_url: str = "") -> GateResult:  # noqa: FBT001  # read aloud at the call
    right, wrong = messages
    if holds:
        return GateResult(key=key, level=Level.OK, message=right)
    explained = reverse("publishing:guide", args=["handbook"]) + f"#{EXPLAINED[key]}"
    return GateResult(key=key, level=Level.ERROR, message=wrong, mend_url=mend_url, explained_url=explained)


def _owner(item: Item) -> GateResult:
    messages = (
        gettext_noop("Somebody answers for it today."),
        gettext_noop("Nobody answers for it today. Say who owns it."),
    )
    return _held("owner", bool(item.owner_key) and bool(members_of(item.owner_key, today())), messages)


def _title(item: Item) -> GateResult:
    others = Item.objects.filter(title__iexact=item.title, kind=item.kind).exclude(pk=item.pk)
    return _held("title", not others.exists(), _TITLE)


def _approvers(item: Item, line_url: str) -> list[GateResult]:
    """Say whether somebody can decide each step; a step nobody can decide would be a dead end."""
    messages = (
        gettext_noop("Somebody can approve it."),
        gettext_noop("Nobody can approve it today: an approval has no members. Say who owns it, or who approves."),
    )
    keys = [with_owner(step.key, owner_unit_of(item)) for step in steps_for(item)]
    is_right = bool(keys) and all(key and members_of(key, today()) for key in keys)
    return [_held(APPROVERS, is_right, messages, line_url)]
