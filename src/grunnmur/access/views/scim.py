"""The pages about connected systems: who they are, what of their words we could not use, and what is held back."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grunnmur.access.actions.scim import clients as actions
from grunnmur.access.actions.scim.clients import NewClient
from grunnmur.access.actions.scim.guard import release_client
from grunnmur.access.actions.scim.refusals import NoReasonError, NotAClientError
from grunnmur.access.forms.scim import ClientForm, RenewForm
from grunnmur.access.queries.scim import clients as queries
from grunnmur.access.queries.scim.clients import ClientDetails
from grunnmur.access.rules import TARGETS, NameTakenError
from grunnmur.access.views.shown import Context, trail
from grunnmur.core.clock import now
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.organisation.queries import names_of
from grunnmur.organisation.rules import RELEASE_IMPORT


@require_http_methods(["GET", "HEAD", "POST"])
def clients(request: Request) -> HttpResponse:
    """List connected systems, and let one in: its token is shown in this one answer, and never again."""
    form = ClientForm(request.POST or None, resources=queries.resources_to_read(seen_by=request.user))
    plain, status = "", HTTPStatus.OK
    if request.method == "POST":
        plain = _add(request, form) if form.is_valid() else ""
        status = HTTPStatus.OK if plain else HTTPStatus.UNPROCESSABLE_ENTITY
    found = list(queries.scim_clients(seen_by=request.user))
    counts = queries.finding_counts()
    context = {
        "form": ClientForm(resources=queries.resources_to_read(seen_by=request.user)) if plain else form,
        "plain": plain,
        "clients": [(one, counts.get(one.pk, 0)) for one in found],
        "now": now(),
        "address": request.build_absolute_uri(reverse("scim:root", args=[""])),
        "breadcrumbs": trail(last=_("Connected systems")),
    }
    return _unkept(page(request, "access/systems.html", context, status=status))


def _add(request: Request, form: ClientForm) -> str:
    """Let the system in and return its token; a refusal becomes the form's own error."""
    try:
        _client, plain = actions.add_scim_client(NewClient(**form.cleaned_data), by=request.user, at=now())
    except NameTakenError as refusal:
        form.add_error("name", str(refusal))
        return ""
    except NotAClientError as refusal:
        form.add_error(None, str(refusal))
        return ""
    return plain


@require_safe
def client(request: Request, client_id: UUID) -> HttpResponse:
    """Show one connected system and what it told."""
    found = queries.client_details(client_id, seen_by=request.user)
    return _unkept(page(request, "access/system.html", _shown(request, found)))


@require_POST
def renew(request: Request, client_id: UUID) -> HttpResponse:
    """Give a system a new token, and show it in this one answer."""
    form = RenewForm(request.POST)
    plain = ""
    if form.is_valid():
        _client, plain = actions.renew_scim_token(client_id, by=request.user, at=now(), **form.cleaned_data)
    found = queries.client_details(client_id, seen_by=request.user)
    status = HTTPStatus.OK if plain else HTTPStatus.UNPROCESSABLE_ENTITY
    shown = _shown(request, found, form=None if plain else form) | {"plain": plain}
    return _unkept(page(request, "access/system.html", shown, status=status))


@require_POST
def revoke(request: Request, client_id: UUID) -> HttpResponse:
    """Send a system away."""
    found = actions.revoke_scim_client(client_id, by=request.user, at=now())
    messages.success(request, _("“%(name)s” can no longer call.") % {"name": found.name})
    return redirect("systems:client", client_id)


@require_POST
def release(request: Request, client_id: UUID) -> HttpResponse:
    """Let a system that was held back go on for a day."""
    try:
        release_client(client_id, reason=request.POST.get("reason", ""), by=request.user, at=now())
    except NoReasonError as refusal:
        found = queries.client_details(client_id, seen_by=request.user)
        context = _shown(request, found) | {"reason_error": str(refusal)}
        return page(request, "access/system.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("It may go on for a day."))
    return redirect("systems:client", client_id)


def _shown(request: Request, found: ClientDetails, *, form: RenewForm | None = None) -> Context:
    names = names_of({one.user.person_id for one in found.findings}, seen_by=request.user)
    protected = _("A protected person")
    return {
        "client": found.client,
        "facts": _facts(found),
        "findings": [(one, names.get(one.user.person_id, protected)) for one in found.findings],
        "groups": found.groups,
        "hold": found.hold,
        "form": form or RenewForm(),
        "is_working": found.client.revoked_at is None and found.client.expires_at > now(),
        "may_change": may(request.user, TARGETS),
        "may_release": found.hold is not None and may(request.user, RELEASE_IMPORT),
        "breadcrumbs": trail((_("Connected systems"), "systems:clients"), last=found.client.name),
    }


def _facts(found: ClientDetails) -> list[dict[str, object]]:
    client = found.client
    facts: list[dict[str, object]] = [{"label": _("Kind"), "text": client.get_mode_display()}]
    if client.resource:
        return [*facts, {"label": _("Resource"), "text": client.resource.name}, *_addresses(client.addresses)]
    return [
        *facts,
        {"label": _("People it tells of"), "text": str(found.users)},
        {"label": _("Of these active"), "text": str(found.active)},
        *_addresses(client.addresses),
    ]


def _addresses(addresses: list[str]) -> list[dict[str, object]]:
    return [{"label": _("May call from"), "text": ", ".join(addresses) or _("Anywhere")}]


def _unkept(response: HttpResponse) -> HttpResponse:
    """Let no cache keep a page that may hold a token."""
    response["Cache-Control"] = "no-store"
    return response
