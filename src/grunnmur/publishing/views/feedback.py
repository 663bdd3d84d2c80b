"""What readers say about an item, and the answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.organisation.queries import names_of
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.versions import AnswerForm, FeedbackForm
from grunnmur.publishing.queries import Feedback, Item
from grunnmur.publishing.rules import kind_named
from grunnmur.publishing.views.shown import item_tabs, way_to

Context = dict[str, Any]  # what a template shows
COLORS = {"new": "warning", "accepted": "info", "rejected": "neutral", "done": "success"}
ANSWERS = {"new": ("accepted", "rejected", "done"), "accepted": ("done", "rejected")}
MOST = 200


def feedback(request: Request, code: str) -> HttpResponse:
    """Show what was said about an item, and take what the reader says."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    version = queries.read_version(item.pk)
    parts = kind_named(item.kind).parts(version.pk)
    sent = request.POST if request.method == "POST" else None
    initial = {"part": request.GET.get("part", ""), "kind": Feedback.Kind.QUESTION}
    form = FeedbackForm(sent, kinds=Feedback.Kind.choices, parts=parts, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = actions.Said(
            kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], anchor=form.cleaned_data["part"]
        )
        actions.give_feedback(item.pk, said, by=request.user)
        messages.success(request, _("Thank you. You find the answer here, and are told when it comes."))
        return redirect("publishing:feedback", code=item.code)
    return _page(request, item, form)


def _page(request: Request, item: Item, form: FeedbackForm) -> HttpResponse:
    may_answer = queries.standing(item, by=request.user).may_draft
    rows = list(queries.feedback_on(item, seen_by=request.user)[:MOST])
    names = names_of({row.person_id for row in rows}, seen_by=request.user) if rows else {}
    tabs = queries.tabs_of(item, current="feedback")
    context = {
        "item": item,
        "form": form,
        "tabs": item_tabs(item, tabs, is_readable=True),
        "rows": [_row(row, names.get(row.person_id, ""), may_answer=may_answer) for row in rows],
        "breadcrumbs": way_to(item, _("Feedback")),
    }
    return page(request, "publishing/feedback.html", context, status=422 if form.errors else 200)


def _row(row: Feedback, name: str, *, may_answer: bool) -> Context:
    words = dict(Feedback.State.choices)
    states = [(state, words[Feedback.State(state)]) for state in ANSWERS.get(row.state, ())]
    return {
        "row": row,
        "name": name,
        "color": COLORS[row.state],
        "form": AnswerForm(states=states, auto_id=f"id_{row.pk}-%s") if may_answer and states else None,
    }


@require_POST
def answer(request: Request, feedback_id: UUID) -> HttpResponse:
    """Answer what a reader said."""
    row = Feedback.objects.select_related("item").get(pk=feedback_id)
    item = queries.find_item(row.item.code, seen_by=request.user)
    try:
        actions.answer_feedback(
            feedback_id, request.POST.get("state", ""), answer=request.POST.get("answer", ""), by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The answer is sent."))
    return redirect("publishing:feedback", code=item.code)
