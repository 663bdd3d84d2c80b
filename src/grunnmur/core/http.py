"""From an answer to a page, and from an error to a page that helps. The map of errors is here, once."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from grunnmur.core.errors import DomainError
from grunnmur.core.models import Tenant, User


class Request(HttpRequest):
    """A request inside one municipality, by a person who is logged in."""

    user: User
    htmx: HtmxDetails
    tenant: Tenant
    request_id: str


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the whole page, or only its named partial when htmx asks for it."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    wants_partial = bool(partial) and bool(htmx) and not htmx.boosted
    name = f"{template}#{partial}" if wants_partial else template
    return render(request, name, context, status=status)


def status_of(error: Exception) -> HTTPStatus:
    """Return the status an error means; what is not expected is 500."""
    match error:
        case DomainError():
            return HTTPStatus.CONFLICT
        case PermissionDenied():
            return HTTPStatus.FORBIDDEN
        case Http404() | ObjectDoesNotExist():
            return HTTPStatus.NOT_FOUND
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def sentence_of(error: Exception) -> str:
    """Return what may be told about an error: a rule's own sentence, or nothing about the inside."""
    match error:
        case DomainError():
            return str(error)
        case PermissionDenied():
            return str(error) or _("You may not do this.")
        case Http404() | ObjectDoesNotExist():
            return _("This page does not exist, or it is not for you.")
        case _:
            return _("Something went wrong on our side. Nothing was saved.")


def error_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """Show what happened and what one can do; htmx gets the alert alone."""
    status = status_of(error)
    context = {"sentence": sentence_of(error), "status": int(status)}
    return page(request, f"{int(status)}.html", context, partial="alert", status=status)
