"""What is known about a system: how it is used, questions with their answers, and whether its lists are complete."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from grunnmur.core.formats import day, number
from grunnmur.core.http import Request, page
from grunnmur.landscape.actions.facts import answer_fact, forget_answer
from grunnmur.landscape.actions.systems import confirm_mapping
from grunnmur.landscape.catalogue import FACTS, FactKey
from grunnmur.landscape.forms.answers import AnswerForm
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.details import told_of
from grunnmur.landscape.queries.facts import Answer, answers_of, users_of
from grunnmur.landscape.queries.products import said_of
from grunnmur.landscape.queries.systems import Mapped, mappings_of, usage_of
from grunnmur.landscape.rules import spoken
from grunnmur.landscape.rules.answers import AnswerError, Standing, value_text
from grunnmur.landscape.rules.mapping import Completeness
from grunnmur.landscape.views.details import owned
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, element_url

LISTS: Mapping[str, Promise] = {
    "information": gettext_lazy("The information in it"),
    "interfaces": gettext_lazy("Its interfaces"),
    "suppliers": gettext_lazy("Its suppliers"),
}


def facts(request: Request, element_id: UUID) -> HttpResponse:
    """Show what is known about a system, and let those who own it answer."""
    return _facts(request, element_of(request, element_id))


@require_POST
def answer(request: Request, element_id: UUID, code: str) -> HttpResponse:
    """Write down one answer, or that nobody knows."""
    element = owned(request, element_id, element_type="system")
    if code not in FACTS:
        raise Element.DoesNotExist
    form = AnswerForm(request.POST, key=FACTS[code])
    if not form.is_valid():
        return _facts(request, element, wrong=form)
    given = form.given()
    try:
        if given is None:
            forget_answer(element.pk, code, by=request.user)
        else:
            answer_fact(element.pk, code, given, by=request.user)
    except AnswerError as error:
        form.add_error(None, str(error))
        return _facts(request, element, wrong=form)
    messages.success(request, _("The answer is saved.") if given else _("The question waits for an answer again."))
    return redirect(f"{reverse('landscape:system_facts', args=[element.pk])}#{code}")


@require_POST
def confirm(request: Request, element_id: UUID, what: str) -> HttpResponse:
    """Write down that a list around a system is complete today."""
    confirm_mapping(element_id, what, by=request.user)
    messages.success(request, _("The list is marked as complete as of today."))
    return redirect(f"{reverse('landscape:system_facts', args=[element_id])}#lists")


def _facts(request: Request, element: Element, *, wrong: AnswerForm | None = None) -> HttpResponse:
    if element.type != "system":
        raise Element.DoesNotExist
    usage = usage_of(element.pk)
    known = frame(request, element, tab="system_facts")
    said = said_of(usage.product) if usage and usage.product else {}
    answers = answers_of(element.pk)
    users, count = users_of(element.pk, seen_by=request.user)
    context = known | {
        "questions": [_question(element, one, said, wrong, may_edit=known["may_edit"]) for one in answers],
        "waiting": sum(one.standing is not Standing.ANSWERED for one in answers),
        "lists": [_list(element, one) for one in mappings_of(usage)],
        "usage": told_of(usage, element_type="system"),
        "product": usage.product.name if usage and usage.product else "",
        "users": [{"name": one.name, "url": element_url(one.pk)} for one in users],
        "more_users": number(count - len(users)) if count > len(users) else "",
        "wrong": wrong,
    }
    return page(request, "landscape/facts.html", context, status=422 if wrong else 200)


def _question(
    element: Element, one: Answer, said: Mapping[str, Any], wrong: AnswerForm | None, *, may_edit: bool
) -> Context:  # Any: values of facts
    key = one.key
    is_wrong = wrong is not None and wrong.key == key
    form = wrong if is_wrong else AnswerForm(key=key, initial=AnswerForm.begin(one))
    return {
        "code": key.code,
        "text": spoken(key.question),
        "why": spoken(key.why),
        "standing": one.standing.value,
        **_told(one),
        "evidence": one.evidence,
        "said": value_text(key, said[key.code]) if key.code in said else "",
        "holds": _months(key),
        "form": form if may_edit else None,
        "is_wrong": is_wrong,
        "url": reverse("landscape:answer_fact", args=[element.pk, key.code]),
    }


def _told(one: Answer) -> Context:
    """Return the answer in words with its colour, and a line on who said so and for how long it holds."""
    seen = {"by": one.by, "day": day(one.observed_on) if one.observed_on else ""}
    if one.standing is Standing.UNANSWERED:
        return {"answer": _("Not answered"), "color": "warning", "line": ""}
    if one.standing is Standing.EXPIRED:
        was = {"answer": value_text(one.key, one.was) if one.was is not None else "", **seen}
        line = _("It was “%(answer)s” on %(day)s, by %(by)s. That is too long ago to build on.") % was
        return {"answer": _("Answer too old"), "color": "warning", "line": line}
    until = {"until": day(one.expires_on) if one.expires_on else "", **seen}
    line = _("By %(by)s on %(day)s. Ask again by %(until)s.") % until
    return {"answer": value_text(one.key, one.value) if one.value is not None else "", "color": "info", "line": line}


def _months(key: FactKey) -> str:
    told = ngettext("An answer holds for %(count)d month.", "An answer holds for %(count)d months.", key.months)
    return told % {"count": key.months}


def _list(element: Element, one: Mapped) -> Context:
    marks = {
        Completeness.COMPLETE: (_("Complete"), "success"),
        Completeness.EXPIRED: (_("Confirmed too long ago"), "warning"),
        Completeness.UNCONFIRMED: (_("Nobody has said that it is complete"), "warning"),
    }
    label, color = marks[one.standing]
    line = ""
    if one.confirmed_on and one.expires_on:
        told = {"day": day(one.confirmed_on), "until": day(one.expires_on), "by": one.by or _("Grunnmur")}
        line = _("By %(by)s on %(day)s. Confirm again by %(until)s.") % told
    return {
        "title": LISTS[one.what],
        "tag": label,
        "color": color,
        "line": line,
        "url": reverse("landscape:confirm_mapping", args=[element.pk, one.what]),
    }
