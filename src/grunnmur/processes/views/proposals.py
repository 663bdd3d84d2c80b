"""From a checklist to a drawing: the review of what was guessed, and its acceptance."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.bringing import NewProcessForm
from grunnmur.processes.forms.decisions import DecisionsForm
from grunnmur.processes.models import ChecklistProposal
from grunnmur.processes.rules import ProposalMovedOnError
from grunnmur.processes.views.bringing import line_choices, unit_choices
from grunnmur.processes.views.guesses import read_as, roles_named, shown_rows
from grunnmur.processes.views.shown import letter_words, shown_steps
from grunnmur.publishing.rules import CodeTakenError

Context = dict[str, Any]  # what a template shows


def review(request: Request, proposal_id: UUID) -> HttpResponse:
    """Show each row with its guesses and the drawing they make; keep what is decided about them."""
    row = queries.find_proposal(proposal_id, seen_by=request.user)
    if row.state != ChecklistProposal.State.OPEN:
        return closed(request, row)
    if request.method != "POST":
        return page(request, "processes/proposal.html", _review(row))
    form = DecisionsForm(request.POST, proposal=queries.read_proposal(row))
    if form.errors:
        return page(request, "processes/proposal.html", _review(row, form), status=422)
    try:
        actions.decide_many(row.pk, form.decisions, by=request.user, revision=form.revision)
    except ProposalMovedOnError as error:
        lost = form.descriptions()
        return page(
            request, "processes/proposal.html", _review(row) | {"moved_on": str(error), "lost": lost}, status=409
        )
    if "draw" in request.POST:
        return redirect("processes:accept_proposal", proposal_id=row.pk)
    messages.success(request, _("Your choices are saved, and the drawing below follows them."))
    return redirect("processes:proposal", proposal_id=row.pk)


def accept(request: Request, proposal_id: UUID) -> HttpResponse:
    """Ask what the process is called, and draw it."""
    row = queries.find_proposal(proposal_id, seen_by=request.user)
    if row.state != ChecklistProposal.State.OPEN:
        return closed(request, row)
    sent = request.POST if request.method == "POST" else None
    form = NewProcessForm(sent, units=unit_choices(), lines=line_choices(request), initial={"title": row.name})
    context = {"form": form, "row": row, "breadcrumbs": way_to(row, _("Accept and draw"))}
    if request.method != "POST":
        return page(request, "processes/accept.html", context)
    if form.is_valid():
        try:
            version = actions.accept_proposal(row.pk, new=form.new_process(), by=request.user)
        except CodeTakenError as error:
            form.add_error("code", str(error))
        else:
            if version.is_draft:
                messages.success(request, _("The draft is in its line. Look at what the gates say, and send it in."))
                return redirect("publishing:version", version_id=version.version_id)
            messages.success(request, _("The process is drawn. Everybody who may read it finds it from now on."))
            return redirect("processes:process", code=version.process.item.code)
    return page(request, "processes/accept.html", context, status=422)


def drop(request: Request, proposal_id: UUID) -> HttpResponse:
    """Ask once more, and lay the proposal aside for good."""
    row = queries.find_proposal(proposal_id, seen_by=request.user)
    if request.method == "POST":
        actions.drop_proposal(row.pk, by=request.user)
        messages.success(request, _("The proposal is dropped."))
        return redirect("processes:new")
    confirm = _drop_confirmation(row) | {"cancel_url": reverse("processes:proposal", args=[row.pk])}
    return page(request, "core/confirm.html", confirm | {"breadcrumbs": way_to(row, _("Drop the proposal"))})


def _review(row: ChecklistProposal, form: DecisionsForm | None = None) -> Context:
    proposal = queries.read_proposal(row)
    drawing = queries.drawing_of_model(queries.model_of(proposal), title=row.name)
    rows = shown_rows(proposal, sent=form.sent if form else None, errors=form.errors if form else None)
    return {
        "row": row,
        "rows": rows,
        "warnings": [queries.said(remark.message) for remark in proposal.warnings],
        "count": sum(not guess.is_information for one in rows for guess in one.guesses),
        "uncertain": sum(
            guess.is_uncertain and not guess.is_decided and not guess.is_information
            for one in rows
            for guess in one.guesses
        ),
        "error_list": [(guess, text) for guess, text in form.errors.items()] if form else [],
        "letters": letter_words(),
        "role_names": sorted({*roles_named(proposal), *(role.name for role in queries.process_roles())}),
        "svg": mark_safe(drawing.svg),  # noqa: S308  # our own drawing, which escapes every text
        "heads": mark_safe(drawing.heads),  # noqa: S308  # the same
        "steps": shown_steps(drawing),
        "read_as": read_as(proposal),
        "drop": _drop_confirmation(row),
        "breadcrumbs": way_to(row),
    }


def _drop_confirmation(row: ChecklistProposal) -> Context:
    return {
        "title": _("Drop the proposal?"),
        "text": _("“%(name)s” and everything decided about it is laid aside for good.") % {"name": row.name},
        "action_url": reverse("processes:drop_proposal", args=[row.pk]),
        "label": _("Drop the proposal"),
    }


def closed(request: Request, row: ChecklistProposal) -> HttpResponse:
    """Lead on from a proposal that is no longer open."""
    if row.process:
        messages.info(request, _("This proposal was accepted; here is the process it became."))
        return redirect("processes:process", code=row.process.item.code)
    messages.info(request, _("This proposal was dropped."))
    return redirect("processes:new")


def way_to(row: ChecklistProposal, *below: str) -> list[dict[str, str]]:
    """Return the way to a proposal's review, and to pages below it."""
    proposal = {"label": row.name, "url": reverse("processes:proposal", args=[row.pk])}
    return [
        {"label": _("Processes"), "url": reverse("processes:library")},
        {"label": _("New process"), "url": reverse("processes:new")},
        proposal,
        *({"label": label} for label in below),
    ]
