"""One version on its way: what changed, what the gates say, and the step it takes next."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core import formats
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import person_of
from grunnmur.core.templatetags.dates import local_date
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.versions import ApproveForm, CommentForm, SubmitForm
from grunnmur.publishing.queries import SeenVersion, Version
from grunnmur.publishing.rules import Level, kind_named
from grunnmur.publishing.views.shown import COLORS, edit_url, shown_changes, shown_gates, way_to

Context = dict[str, Any]  # what a template shows
State = Version.State
WARNING = "warning-"


def version(request: Request, version_id: UUID) -> HttpResponse:
    """Show a version: its changes as sentences, its gates, what was said, and what can be done with it now."""
    return _shown(request, queries.find_version(version_id, seen_by=request.user))


def _shown(
    request: Request, seen: SeenVersion, form: forms.Form | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    row = seen.version
    item = row.item
    results = queries.gates(row) if row.is_open and row.content_hash else queries.last_run(row)
    suggested = queries.suggests_significant(row) if row.content_hash else False
    base = queries.base_of(row)
    context = {
        "seen": seen,
        "version": row,
        "color": COLORS.get(State(row.state), "neutral"),
        "facts": _facts(row, suggested=suggested),
        "changes": shown_changes(queries.changes_of(row)) if row.content_hash else [],
        "compare_url": _compare_url(row, base),
        "content_url": _content_url(row),
        "edit_url": edit_url(row) if seen.standing.may_draft else "",
        "gates": shown_gates(results),
        "are_all_ok": bool(results) and all(result.level is Level.OK for result in results),
        "has_errors": any(result.level is Level.ERROR for result in results),
        "moves": [
            {"title": move.get_move_display(), "by": move.by, "at": move.at, "text": move.comment}
            for move in queries.moves_of([row.pk])
        ],
        "refusal": refusal,
        "form": form,
        "breadcrumbs": way_to(item, _("Version %(number)s") % {"number": row}),
    }
    return page(request, "publishing/version.html", context | _forms(request, seen, suggested=suggested), status=status)


def _facts(row: Version, *, suggested: bool) -> list[Context]:
    words = {
        True: _("Significant: those whom it concerns read it again"),
        False: _("Not significant"),
        None: _("Not decided"),
    }
    suggestion = _("The changes look significant") if suggested else _("The changes look small")
    facts = [
        {"label": _("Author"), "text": row.author},
        {"label": _("What is new"), "text": row.change_note or "–"},
        {"label": _("Reading"), "text": words[row.is_significant]},
        {"label": _("Suggested"), "text": suggestion},
    ]
    if row.significance_reason:
        facts.append({"label": _("Why not significant"), "text": row.significance_reason})
    if row.planned_date:
        facts.append({"label": _("Valid from"), "text": local_date(row.planned_date, "medium")})
    if awaited := _awaited(row):
        facts.append({"label": _("Waits for"), "text": awaited})
    return facts


def _awaited(row: Version) -> str:
    """Return whose step is next where that is not the author; blank where nothing is waited for."""
    if row.state == State.QUALITY and row.item.line:
        return _("whoever assures quality in “%(line)s”") % {"line": row.item.line}
    asked = queries.asked_about(row.pk) if row.state == State.APPROVAL else []
    return "; ".join(_("%(who)s, by %(day)s") % {"who": who, "day": formats.day(due)} for who, due in asked)


def _content_url(row: Version) -> str:
    kind = kind_named(row.item.kind)
    was_valid = row.state in {State.CURRENT, State.REPLACED, State.WITHDRAWN}
    return kind.url(row.item.code) if was_valid else kind.draft_url(row.pk)


def _compare_url(row: Version, base: Version | None) -> str:
    """Return where a version is compared with the one it comes after; blank for the first."""
    if base is None:
        return ""
    return kind_named(row.item.kind).compare_url(row.item.code, str(base), str(row))


def _forms(request: Request, seen: SeenVersion, *, suggested: bool) -> Context:
    """Return a form for each step the reader may let the version take; what is typed wrongly is checked again."""
    row, found = seen.version, seen.standing
    initial = {
        "change_note": row.change_note,
        "is_significant": "yes" if row.is_significant or suggested else "no",
        "significance_reason": row.significance_reason,
        "planned_date": row.planned_date,
    }
    may_approve = seen.may_decide and not seen.has_said_yes
    is_author = row.author_person_id is not None and row.author_person_id == person_of(request.user)
    return {
        "submit_form": SubmitForm(initial=initial) if row.state == State.DRAFT and found.may_draft else None,
        "assure": row.state == State.QUALITY and found.is_assurer,
        "approve_form": ApproveForm(initial={"seen_hash": row.content_hash}) if may_approve else None,
        "has_said_yes": seen.has_said_yes,
        "comment_form": CommentForm(auto_id="id_back-%s"),
        "may_correct": row.state == State.DRAFT and found.is_assurer and bool(row.content_hash),
        "may_discard": row.state == State.DRAFT and (is_author or found.is_chief),
        "may_restore": row.state == State.DISCARDED and found.may_draft,
        "may_withdraw": row.state == State.CURRENT and (found.is_owner or found.is_chief),
    }


Act = Callable[[], object]


def _do(request: Request, version_id: UUID, act: Act, told: str) -> HttpResponse:
    """Let a version take a step, and show it; a refusal stands on its page with everything that was seen there."""
    seen = queries.find_version(version_id, seen_by=request.user)
    try:
        act()
    except DomainError as error:
        return _shown(request, seen, refusal=str(error), status=409)
    messages.success(request, told)
    try:
        queries.find_version(version_id, seen_by=request.user)
    except Version.DoesNotExist:  # decided, and not hers to see any more
        return redirect("publishing:approvals")
    return redirect("publishing:version", version_id=version_id)


@require_POST
def submit(request: Request, version_id: UUID) -> HttpResponse:
    """Send a draft to quality control."""
    form = SubmitForm(request.POST)
    if not form.is_valid():
        seen = queries.find_version(version_id, seen_by=request.user)
        return _shown(request, seen, form, status=422)
    said = form.submission()
    told = _("It is sent to quality control.")
    return _do(request, version_id, lambda: actions.submit_version(version_id, said, by=request.user), told)


@require_POST
def send_back(request: Request, version_id: UUID) -> HttpResponse:
    """Send a version back from quality control."""
    comment = request.POST.get("comment", "")
    told = _("It is sent back to its author.")
    return _do(request, version_id, lambda: actions.return_version(version_id, comment=comment, by=request.user), told)


@require_POST
def assure(request: Request, version_id: UUID) -> HttpResponse:
    """Pass a version through quality control."""
    comments = {
        name.removeprefix(WARNING): str(text) for name, text in request.POST.items() if name.startswith(WARNING)
    }
    choice = {"yes": True, "no": False}.get(request.POST.get("is_significant", ""))

    def act() -> object:
        return actions.assure_version(version_id, comments=comments, is_significant=choice, by=request.user)

    return _do(request, version_id, act, _("It has passed, and waits for approval."))


@require_POST
def approve(request: Request, version_id: UUID) -> HttpResponse:
    """Say yes to a version."""
    seen_hash, comment = request.POST.get("seen_hash", ""), request.POST.get("comment", "")

    def act() -> object:
        return actions.approve_version(version_id, seen_hash=seen_hash, comment=comment, by=request.user)

    return _do(request, version_id, act, _("It is approved."))


@require_POST
def reject(request: Request, version_id: UUID) -> HttpResponse:
    """Say no to a version."""
    comment = request.POST.get("comment", "")
    told = _("It is sent back to its author.")
    return _do(request, version_id, lambda: actions.reject_version(version_id, comment=comment, by=request.user), told)


@require_POST
def correct(request: Request, version_id: UUID) -> HttpResponse:
    """Make a draft valid at once as a correction."""
    note = request.POST.get("comment", "")
    return _do(
        request,
        version_id,
        lambda: actions.correct_version(version_id, change_note=note, by=request.user),
        _("The correction is valid."),
    )


@require_POST
def discard(request: Request, version_id: UUID) -> HttpResponse:
    """Lay a draft aside."""
    return _do(
        request,
        version_id,
        lambda: actions.discard_version(version_id, by=request.user),
        _("It is laid aside. It can be taken up again for 90 days."),
    )


@require_POST
def restore(request: Request, version_id: UUID) -> HttpResponse:
    """Take up a discarded draft again."""
    return _do(
        request,
        version_id,
        lambda: actions.restore_version(version_id, by=request.user),
        _("It is taken up again."),
    )


@require_POST
def withdraw(request: Request, version_id: UUID) -> HttpResponse:
    """Say that the valid version does not count any more."""
    reason = request.POST.get("comment", "")
    return _do(
        request,
        version_id,
        lambda: actions.withdraw_version(version_id, reason=reason, by=request.user),
        _("It is withdrawn. Its page stays, with the reason."),
    )
