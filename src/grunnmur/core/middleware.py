"""How a request gets its number, its municipality, its language, its history and its errors mapped."""

import time
import uuid
from collections.abc import Callable
from typing import Any, TypedDict

import structlog
from csp.constants import HEADER as POLICY
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation

from grunnmur.core.api_tokens import tenant_slug_in
from grunnmur.core.callers import asked_of
from grunnmur.core.errors import DomainError
from grunnmur.core.history_facts import written_with
from grunnmur.core.http import error_page
from grunnmur.core.metrics import count_request
from grunnmur.core.models import LANGUAGES, Tenant
from grunnmur.core.tenancy import find_tenant, tenant, tenant_for

access_log = structlog.get_logger("grunnmur.requests")
GetResponse = Callable[[HttpRequest], HttpResponse]
OUTSIDE_TENANTS = ("/healthz", "/readyz", "/static/", "/municipality/", "/demo/")
WITH_OR_WITHOUT = ("/api/", "/scim/", "/tokens.css")  # in no municipality no token is known; colours are the house's
FOR_PROGRAMS = ("/scim/",)  # a token in each request, and nothing around the answer
UNLOGGED = ("/healthz", "/readyz")  # asked every few seconds
MUNICIPALITY_COOKIE = "municipality"
LOADS_NOTHING = "default-src 'none'; frame-ancestors 'none'"


class _Asked(TypedDict):
    """Whose municipality a request may be for; see `tenancy.tenant_for`."""

    host: str
    slugs: list[str]


MAPPED = (DomainError, PermissionDenied, Http404, ObjectDoesNotExist)


def request_id(get_response: GetResponse) -> GetResponse:
    """Number each request, and log and count its answer; the number is in the log, in history, and on error pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.request_id = str(uuid.uuid4())  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        try:
            response = get_response(request)
            note_answer(request, response, seconds=time.perf_counter() - began)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def note_answer(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """Log and count one answer, by the name of its address: the address itself may hold ids, and what was searched."""
    match = request.resolver_match
    view = (match.view_name if match else "") or "unnamed"
    method = request.method or ""
    count_request(view=view, method=method, status=response.status_code, seconds=seconds)
    if request.path not in UNLOGGED:
        slug = getattr(getattr(request, "tenant", None), "slug", "")
        facts = {"view": view, "method": method, "status": response.status_code, "municipality": slug}
        access_log.info("answered", ms=round(1000 * seconds, 1), **facts)


class ContentPolicy(CSPMiddleware):
    """The policy of pages is put together for pages only: JSON loads nothing, and some views bring their own."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say what the answer may load."""
        if response.headers.get("Content-Type", "").partition(";")[0].endswith("json"):
            response.headers.setdefault(POLICY, LOADS_NOTHING)
        return response if POLICY in response.headers else super().process_response(request, response)


def municipality(get_response: GetResponse) -> GetResponse:
    """Find the municipality by host or by what was chosen, and run the rest in its transaction."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OUTSIDE_TENANTS):
            return get_response(request)
        with tenant_for(**_asked_for(request), beside=asked_of(request)) as entered:
            if entered is not None:
                request.tenant, request.caller = entered.tenant, entered.beside  # type: ignore[attr-defined]
                with timezone.override(entered.tenant.zone):
                    response = get_response(request)
        if entered is not None:
            for act in getattr(request, "afterwards", ()):
                with tenant(entered.tenant), written_with(request=request.request_id):  # type: ignore[attr-defined]
                    act()
            return response
        if request.path.startswith(WITH_OR_WITHOUT):
            return get_response(request)
        return redirect(f"{settings.CHOOSE_MUNICIPALITY_URL}?next={request.path}")

    return middleware


def municipality_of(request: HttpRequest) -> Tenant | None:
    """Return the municipality of the host; else the token's or the chosen one; else the only one there is."""
    return find_tenant(**_asked_for(request))


def _asked_for(request: HttpRequest) -> _Asked:
    """Return the host, and the names of municipalities that the token and the cookie say, in this order."""
    by_token = tenant_slug_in(request.headers.get("Authorization", ""))
    chosen = request.get_signed_cookie(MUNICIPALITY_COOKIE, default="") or ""
    return {"host": request.get_host().partition(":")[0], "slugs": [slug for slug in (by_token, chosen) if slug]}


def programs(get_response: GetResponse) -> GetResponse:
    """Answer programs at once: they have no session, form, language or page, and need nothing that looks after those.

    Only a view that says itself that it wants no login and no form's token is answered here. It has no savepoint: what
    it rolls back takes the request's whole transaction along.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        match = _program_match(request)
        if match is None:
            return get_response(request)
        request.resolver_match = match
        with written_with(request=request.request_id):  # type: ignore[attr-defined]
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if getattr(request, "is_rolled_back", False):
            transaction.set_rollback(True)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware


def _program_match(request: HttpRequest) -> ResolverMatch | None:
    if not request.path.startswith(FOR_PROGRAMS):
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    is_open = not getattr(match.func, "login_required", True) and getattr(match.func, "csrf_exempt", False)
    return match if is_open else None


def language(get_response: GetResponse) -> GetResponse:
    """Speak the language the person chose; else the cookie's; else the municipality's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        here: Tenant | None = getattr(request, "tenant", None)
        own: str = getattr(request.user, "language", "") if here else ""
        chosen = own or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        otherwise = here.language if here else settings.LANGUAGE_CODE
        code = chosen if chosen in dict(LANGUAGES) else otherwise
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def history(get_response: GetResponse) -> GetResponse:
    """Write who did it, and in which request, into every history row."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return get_response(request)
        user = getattr(request, "user", None)
        known = user is not None and user.is_authenticated
        facts = {"user": str(user.pk), "name": str(user)} if known and user else {}
        with written_with(request=request.request_id, **facts):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


class LoginRequired(LoginRequiredMiddleware):
    """Every page wants a login; the API asks for itself, since tokens log in too."""

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:  # Any: Django's own signature
        """Leave the API to its own check."""
        return None if request.path.startswith("/api/") else super().process_view(request, *view)


class Errors:
    """Raised = rolled back, returned = committed; a known error becomes its page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the view in a savepoint of its own, so that session and log survive its rollback."""
        if not transaction.get_connection().in_atomic_block:
            return self.get_response(request)
        savepoint = transaction.savepoint()
        response = self.get_response(request)
        if getattr(request, "is_rolled_back", False):
            transaction.savepoint_rollback(savepoint)
        else:
            transaction.savepoint_commit(savepoint)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Mark the request for rollback; answer what is known, leave the rest to Django."""
        roll_back(request)
        return error_page(request, error) if isinstance(error, MAPPED) else None


def roll_back(request: HttpRequest) -> None:
    """Ask that nothing this request's view did is kept."""
    request.is_rolled_back = True  # type: ignore[attr-defined]


def do_afterwards(request: HttpRequest, act: Callable[[], object]) -> None:
    """Ask that something is done in a transaction of its own after the request's: what is to be kept though it failed.

    The municipality is the request's.
    """
    request.afterwards = [*getattr(request, "afterwards", ()), act]  # type: ignore[attr-defined]
