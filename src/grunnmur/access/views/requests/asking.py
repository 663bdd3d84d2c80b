"""My requests, the basket, and one request."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grunnmur.access.actions.requests import baskets, deciding
from grunnmur.access.forms.requests import SendForm, WishForm
from grunnmur.access.models import RequestLine
from grunnmur.access.queries.requests import asking, lists, wishes
from grunnmur.access.queries.requests.asking import Basket
from grunnmur.access.queries.requests.shown import ShownLine
from grunnmur.access.queries.requests.sight import find_request
from grunnmur.access.views.outlook import notices
from grunnmur.access.views.requests.frame import tabs, way
from grunnmur.access.views.shown import Context, entries
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import history_of, record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import person_of
from grunnmur.organisation import queries as organisation


def requests(request: Request) -> HttpResponse:
    """Show what I asked for and what was asked for me, and the baskets I have not sent."""
    lines = lists.my_lines(seen_by=request.user)
    person = person_of(request.user)
    context: Context = {
        "groups": _by_state(lines),
        "person": person,
        "baskets": asking.my_baskets(seen_by=request.user),
        "mine_url": reverse("access:basket", args=[person]) if person else "",
        "for_others_url": reverse("access:new_request") if asking.asks_for_others(request.user) else "",
        "tabs": tabs(request, current="requests"),
        "breadcrumbs": [{"label": _("Requests")}],
    }
    return page(request, "access/requests/list.html", context)


def _by_state(lines: Sequence[ShownLine]) -> list[tuple[str, list[ShownLine]]]:
    """Return the lines under headings, what waits first, leaving out headings without any."""
    waiting = [one for one in lines if one.line.state == RequestLine.State.WAITING]
    decided = [one for one in lines if one.line.state != RequestLine.State.WAITING]
    return [(head, found) for head, found in ((_("Wait for an answer"), waiting), (_("Answered"), decided)) if found]


def new(request: Request) -> HttpResponse:
    """Find for whom to ask, by the beginning of a name."""
    text = request.GET.get("q", "").strip()[:100]
    context: Context = {
        "q": text,
        "people": asking.people_to_ask_for(text, seen_by=request.user),
        "breadcrumbs": way(_("For whom?")),
    }
    return page(request, "access/requests/for_whom.html", context, partial="rows")


def basket(request: Request, person_id: UUID) -> HttpResponse:
    """Show the basket for a person with what can be asked for; put something in, or send it."""
    receiver = organisation.find_person(person_id, seen_by=request.user)
    if person_of(request.user) is None or not wishes.may_ask_for(person_id, by=request.user):
        raise PermissionDenied(_("You ask for yourself, for those you lead, and for what you own."))
    wish_form, send_form = WishForm(None), SendForm(None)
    if request.method == "POST":
        if "send" in request.POST:
            send_form = SendForm(request.POST)
            sent = _sent(request, person_id, send_form)
            if sent:
                return sent
        else:
            wish_form = WishForm(request.POST)
            if _is_put(request, person_id, wish_form):
                return redirect(request.get_full_path())
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="access.basket")
    context = _basket(request, person_id) | {
        "name": receiver.display_name,
        "form": wish_form if wish_form.errors else send_form,
        "typed": wish_form.data if wish_form.errors else {},
        "send_form": send_form,
        "here": request.get_full_path(),
        "first_day": today(),
        "breadcrumbs": way(_("Ask for access")),
    }
    status = 422 if wish_form.errors or send_form.errors else 200
    return page(request, "access/requests/basket.html", context, partial="offers", status=status)


def _basket(request: Request, person_id: UUID) -> Context:
    text = request.GET.get("q", "").strip()[:100]
    found = asking.basket_of(person_id, seen_by=request.user)
    asker_for = person_id if wishes.may_ask_for_all(person_id, by=request.user) else None
    in_basket = {line.target for line in found.lines} if found else set()
    return {
        "q": text,
        "basket": found,
        "lines": [(line, notices(line.outlook, ask_for=asker_for)) for line in found.lines] if found else [],
        "cost": _cost(found) if found else "",
        "offers": [(one, one.target in in_basket) for one in wishes.offers(text, person_id, by=request.user)],
        "holdings": [(one, formats.last_day(one.valid)) for one in wishes.holdings(person_id, by=request.user)],
        "operations": RequestLine.Operation,
    }


def _cost(basket: Basket) -> str:
    """Return what the licences in the basket cost a year, where somebody has said what a seat costs."""
    known = [line.outlook.cost for line in basket.lines if line.outlook.cost is not None]
    return formats.number(sum(known, Decimal())) if known else ""


def _is_put(request: Request, person_id: UUID, form: WishForm) -> bool:
    """Put a valid wish into the basket; tell on the form what is wrong."""
    if not form.is_valid():
        return False
    try:
        found = baskets.open_basket(person_id, by=request.user)
        baskets.put_line(found.pk, form.wish(), by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("It is in the basket. Send it when you are done."))
    return True


def _sent(request: Request, person_id: UUID, form: SendForm) -> HttpResponse | None:
    """Send the basket and go to the request; None, with what is wrong on the form, when it cannot be sent."""
    if not form.is_valid():
        return None
    try:
        found = baskets.open_basket(person_id, by=request.user)
        deciding.send_request(found.pk, reason=form.cleaned_data["reason"], by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("The request is sent."))
    return redirect("access:request", request_id=found.pk)


@require_POST
def drop_line(request: Request, line_id: UUID) -> HttpResponse:
    """Take a line out of the basket."""
    receiver = baskets.drop_line(line_id, by=request.user)
    messages.success(request, _("It is out of the basket."))
    return redirect("access:basket", person_id=receiver)


@require_POST
def empty_basket(request: Request, request_id: UUID) -> HttpResponse:
    """Throw a basket away."""
    baskets.empty_basket(request_id, by=request.user)
    messages.success(request, _("The basket is empty."))
    return redirect("access:requests")


def one_request(request: Request, request_id: UUID) -> HttpResponse:
    """Show one request: each line with how far its steps have come, and what happened when."""
    found = find_request(request_id, seen_by=request.user)
    lines = lists.lines_of(request_id, seen_by=request.user)
    person = person_of(request.user)
    is_waiting = any(one.line.state == RequestLine.State.WAITING for one in lines)
    mine = person is not None and person in {found.requester_id, found.receiver_id}
    context: Context = {
        "found": found,
        "lines": lines,
        "may_withdraw": is_waiting and mine and found.sent_at is not None,
        "entries": entries(history_of(found)),
        "breadcrumbs": way(_("Request")),
    }
    return page(request, "access/requests/request.html", context)


@require_POST
def withdraw(request: Request, request_id: UUID) -> HttpResponse:
    """Take back what nobody has decided."""
    count = deciding.withdraw_request(request_id, by=request.user)
    text = ngettext("%(count)d line is withdrawn.", "%(count)d lines are withdrawn.", count)
    messages.success(request, text % {"count": count})
    return redirect("access:request", request_id=request_id)
