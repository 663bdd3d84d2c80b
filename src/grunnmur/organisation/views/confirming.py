"""The one way to change something here: ask, show what follows, and do it when that was confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.links import ImpactLine, previews
from grunnmur.organisation.views.shown import Step

TEMPLATE = "organisation/change.html"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the page says: its heading, whom it is about, the words of the button that does it.

    done: told afterwards. finds_person: the page begins with a search for the person. notes: sentences above the form.
    """

    title: str
    label: str
    done: str
    cancel_url: str
    breadcrumbs: Sequence[Step]
    about: str = ""
    lead: str = ""
    color: str = ""
    finds_person: bool = False
    notes: Sequence[str] = ()


def sent(request: Request) -> QueryDict | None:
    """Return what was sent in a form, for the form to read; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def ask(
    request: Request, question: Question, form: Form, *, change: Callable[[], object], do: Callable[[], str]
) -> HttpResponse:
    """Show the form; then what the change does; then do it and go to the address that `do` returns.

    change: what `core.links.previews` is asked about. Before anything is shown the change is rehearsed and rolled back,
    so that what would be refused is refused at once, and whoever may not is told so.
    """
    context: dict[str, Any] = {"question": question, "form": form, "breadcrumbs": question.breadcrumbs}
    if request.method != "POST":
        return page(request, TEMPLATE, context)
    if not form.is_valid():
        return page(request, TEMPLATE, context, status=422)
    try:
        if "confirm" in request.POST:
            address = do()
            messages.success(request, question.done)
            return redirect(address)
        impact = _previewed(request, change, do)
    except DomainError as error:
        form.add_error(None, str(error))
        return page(request, TEMPLATE, context, status=422)
    return page(request, TEMPLATE, context | {"impact": impact, "is_preview": True})


def _previewed(request: Request, change: Callable[[], object], do: Callable[[], str]) -> tuple[ImpactLine, ...]:
    """Return what the change does above, after trying whether it can be done; log whom it names as read."""
    with transaction.atomic():
        do()
        transaction.set_rollback(True)
    told = previews(change())
    record_reads(sorted({one for line in told for one in line.about}), by=request.user, what="organisation.preview")
    return told
