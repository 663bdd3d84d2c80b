"""Errors that Django answers itself, as pages that help."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from grunnmur.core.api import problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request cannot be read, or is larger than anything may be; asks neither database nor session."""
    is_large = isinstance(exception, RequestDataTooBig)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.BAD_REQUEST
    if request.path.startswith("/api/"):
        return problem(request, status, _("The address or the form was not as expected. Nothing was saved."))
    return HttpResponse(render_to_string(f"{status:d}.html", {"request": request}), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, with the number the log knows the request by; asks neither database nor session."""
    html = render_to_string("500.html", {"request": request})
    return HttpResponse(html, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Say that a form was too old, or came from elsewhere; the API says so in its own way."""
    if request.path.startswith("/api/"):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    sentence = _("The form was open too long, or came from another page. Go back, load the page anew, and try again.")
    return render(request, "403.html", {"sentence": sentence}, status=HTTPStatus.FORBIDDEN)
