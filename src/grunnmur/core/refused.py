"""What an address answers that takes no such request: a page that helps, or a problem document for programs."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from grunnmur.core.api import problem
from grunnmur.core.http import page

API, FOR_PROGRAMS = "/api/", "/scim/"


def refused_methods(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say what an address takes, where a view only answers 405. SCIM answers for itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.path.startswith(FOR_PROGRAMS):
            return response
        told = _told(request)
        told["Allow"] = response["Allow"]
        return told

    return middleware


def _told(request: HttpRequest) -> HttpResponse:
    sentence = _("This address belongs to a button or a form, and cannot be opened by itself. Nothing was changed.")
    if request.path.startswith(API):
        return problem(request, HTTPStatus.METHOD_NOT_ALLOWED, _("This address does not take such a request."))
    context = {"sentence": sentence, "back_url": _page_above(request.path)}
    return page(request, "405.html", context, partial="alert", status=HTTPStatus.METHOD_NOT_ALLOWED)


def _page_above(path: str) -> str:
    """Return the nearest address above that there is: the page the button stands on, most often; blank for none."""
    for above in PurePosixPath(path).parents:
        address = f"{above}/" if above.name else ""
        try:
            resolve(address)
        except Resolver404:
            continue
        return address
    return ""
