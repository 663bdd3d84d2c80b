"""One task: what it is about, saying that it is done, taking it and handing it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.worklist import actions, queries
from grunnmur.worklist.forms.tasks import FinishForm
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import ASSIGN, DONE, DUTIES, ended_there, kind_named
from grunnmur.worklist.views.shown import moves_of, shown_tasks

Context = dict[str, Any]  # what a template shows


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Request, task_id: UUID) -> HttpResponse:
    """Show one task; say that it is done, where it is not ended on the page it is about."""
    row = queries.see_task(task_id, seen_by=request.user)
    kind = kind_named(row.kind)
    if request.method == "POST" and kind.is_ended_there:
        actions.finish_task(row.pk, outcome=DONE, by=request.user)  # refuses, and says where it is done
    form = FinishForm(*((request.POST, request.FILES) if request.method == "POST" else ()), kind=kind)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _finish(request, row, form):
            messages.success(request, _("The task is done."))
            return redirect(_back(request))
    (shown,) = shown_tasks([row], on=today(), seen_by=request.user)
    may_steer = bool(row.unit_id) and may(request.user, ASSIGN, at=row.unit_id) and not shown.is_closed
    context = {
        "shown": shown,
        "form": form,
        "ended_there": ended_there() if kind.is_ended_there else "",
        "files": list(queries.files_of(row)),
        "moves": moves_of(row),
        "duty": queries.find_wheel_entry(row.subject_id) if row.kind in DUTIES and row.subject_id else None,
        "may_steer": may_steer,
        "next": _back(request),
        "here": request.get_full_path(),
        "breadcrumbs": [{"label": _("My tasks"), "url": reverse("worklist:my_tasks")}, {"label": shown.kind.label}],
    }
    return page(request, "worklist/task.html", context, status=status)


def _finish(request: Request, row: Task, form: FinishForm) -> bool:
    try:
        actions.finish_task(row.pk, **form.said(), by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
def claim(request: Request, task_id: UUID) -> HttpResponse:
    """Take a group's task, and go back to where I was."""
    actions.claim_task(task_id, by=request.user)
    messages.success(request, _("The task is yours."))
    return redirect(_back(request))


@require_POST
def hand_back(request: Request, task_id: UUID) -> HttpResponse:
    """Give a task back to its group, and go back to where I was."""
    actions.hand_back_task(task_id, by=request.user)
    messages.success(request, _("The task is back with the group."))
    return redirect(_back(request))


def _back(request: Request) -> str:
    """Return the address to go on to: the list with its filter, never another site."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else reverse("worklist:my_tasks")
