"""Asking and telling from a step, and answering."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.core.links import Link, Ref
from grunnmur.core.permissions import Actor
from grunnmur.organisation.queries import names_of
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.asking import AnswerForm, AskForm, TellForm
from grunnmur.processes.rules import NOTICE, QUESTION, AskingError
from grunnmur.processes.views.shown_talk import state_of
from grunnmur.processes.views.step import step_page


@require_POST
def ask(request: Request, code: str, uid: str) -> HttpResponse:
    """Ask those who are consulted in a step."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    form = AskForm(request.POST, auto_id="id_ask-%s")
    if form.is_valid():
        try:
            rows = actions.ask_consulted(read.process.pk, uid, form.asked(), by=request.user)
        except AskingError as error:
            form.add_error(None, str(error))
        else:
            names = ", ".join(row.process_role.name for row in rows)
            messages.success(request, _("%(roles)s is asked. You are told when there is an answer.") % {"roles": names})
            return redirect("processes:step", code=read.item.code, uid=uid)
    return step_page(request, code, uid, ask=form)


@require_POST
def tell(request: Request, code: str, uid: str) -> HttpResponse:
    """Tell those who are informed in a step that it is done."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    form = TellForm(request.POST, auto_id="id_tell-%s")
    if form.is_valid():
        sent = form.cleaned_data
        try:
            row = actions.tell_informed(read.process.pk, uid, about=sent["about"], note=sent["note"], by=request.user)
        except AskingError as error:
            form.add_error(None, str(error))
        else:
            told = ngettext("%(count)d person is told.", "%(count)d people are told.", row.count)
            messages.success(request, told % {"count": row.count})
            return redirect("processes:step", code=read.item.code, uid=uid)
    return step_page(request, code, uid, tell=form)


def question(request: Request, question_id: UUID) -> HttpResponse:
    """Show a question to those whom it concerns, and let those who are asked answer it."""
    row = queries.questions(seen_by=request.user).get(pk=question_id)
    form = AnswerForm(request.POST or None) if queries.may_answer(row, by=request.user) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        text = form.cleaned_data["answer"] if form else request.POST.get("answer", "")
        actions.answer_question(row.pk, text, by=request.user)
        messages.success(request, _("Your answer is sent, and who asked is told."))
        return redirect("processes:question", question_id=row.pk)
    people = {one for one in (row.asked_by_id, row.answered_by_id) if one}
    names = names_of(people, seen_by=request.user)
    word, color = state_of(row)
    step_url = reverse("processes:step", args=[row.process.item.code, row.uid])
    context = {
        "row": row,
        "form": form,
        "asked_by": names.get(row.asked_by_id, "–"),
        "answered_by": names.get(row.answered_by_id, "–") if row.answered_by_id else "",
        "word": word,
        "color": color,
        "step_url": step_url,
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": row.step, "url": step_url},
            {"label": row.about},
        ],
    }
    return page(request, "processes/question.html", context, status=422 if form and form.errors else 200)


def question_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Give the links of questions to those whom they concern."""
    for row in queries.questions(seen_by=seen_by).filter(pk__in=ids):
        yield Link(Ref(QUESTION, row.pk), row.about, reverse("processes:question", args=[row.pk]), row.step)


def notice_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Give the links of notices to those who were told: the step they are about."""
    for row in queries.notices(seen_by=seen_by).filter(pk__in=ids):
        url = reverse("processes:step", args=[row.process.item.code, row.uid])
        yield Link(Ref(NOTICE, row.pk), row.about, url, row.step)
