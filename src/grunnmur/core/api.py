"""What every part of the API shares: who is asking, what goes wrong, and where pages end."""

from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer, SessionAuth

from grunnmur.core.api_tokens import live_token, note_use
from grunnmur.core.errors import DomainError
from grunnmur.core.history_facts import write_also
from grunnmur.core.http import sentence_of, status_of
from grunnmur.core.login.second_factor import require_second_factor
from grunnmur.core.middleware import roll_back
from grunnmur.core.models import ApiToken

log = structlog.get_logger()
READING = {"GET", "HEAD", "OPTIONS"}
API_ROOT = "/api/v1/"


class Problem(Schema):
    """An error as RFC 9457 wants it; `errors` names fields where the input is at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: list[dict[str, object]] = []


class Api(NinjaAPI):
    """The API, whose document also says what an error looks like."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # Any: ninja's own signature
        """Return the document, with a problem as the answer to whatever goes wrong."""
        document = super().get_openapi_schema(**options)
        answer = {
            "description": "What went wrong, as RFC 9457 says it.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = answer
        document["components"].setdefault("schemas", {})["Problem"] = Problem.json_schema()
        return document


class TokenAuth(HttpBearer):
    """A bearer token: acts as its person, within its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Return the token if it lives. Raises PermissionDenied if its scopes do not reach here."""
        found = live_token(token)
        if found is None:
            return None
        wanted = scope_for(request)
        if wanted not in found.scopes:
            raise PermissionDenied(_("This token lacks the scope “%(scope)s”.") % {"scope": wanted})
        request.user = found.user
        note_use(found)
        if request.method not in READING:
            write_also(user=str(found.user.pk), name=str(found.user), token=str(found.pk))
        return found


class BrowserAuth(SessionAuth):
    """The person who is logged in in this browser, guarded by the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        """Ask for the CSRF token only where a browser's login is at stake; who has none shall hear 401."""
        return super()._get_key(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> object | None:  # noqa: ARG002  # ninja's signature
        """Return her if she is logged in. Raises PermissionDenied for an administrator without a second factor."""
        if isinstance(request.user, AnonymousUser):
            return None
        require_second_factor(request.user)
        return request.user


def scope_for(request: HttpRequest) -> str:
    """Return the scope a call needs: its domain, and whether it reads or writes."""
    domain = request.path.removeprefix(API_ROOT).partition("/")[0]
    return f"{domain}:{'read' if request.method in READING else 'write'}"


def problem(
    request: HttpRequest, status: HTTPStatus, detail: str, errors: list[dict[str, object]] | None = None
) -> HttpResponse:
    """Answer with a problem document, and keep nothing of what the call did."""
    roll_back(request)
    body = Problem(title=status.phrase, status=status, detail=detail, instance=request.path, errors=errors or [])
    return JsonResponse(body.dict(), status=status, content_type="application/problem+json")


def map_errors(api: NinjaAPI) -> None:
    """Let the API answer the same errors as the pages, as problem documents."""
    for kind in (DomainError, PermissionDenied, ObjectDoesNotExist, Http404, Exception):
        api.exception_handler(kind)(answer_error)
    api.exception_handler(AuthenticationError)(not_logged_in)
    api.exception_handler(ValidationError)(invalid)
    api.exception_handler(HttpError)(answer_http_error)


def answer_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer an error of the domains in its own words; log what nobody expected."""
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("The API failed.", path=request.path, exc_info=error)
    return problem(request, status, sentence_of(error))


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address of the API that does not exist; login is not asked for, as nothing is told."""
    return problem(request, HTTPStatus.NOT_FOUND, sentence_of(Http404()))


def answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja itself found wrong with a call."""
    return problem(request, HTTPStatus(error.status_code), str(error))


def not_logged_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Say how to log in."""
    response = problem(request, HTTPStatus.UNAUTHORIZED, _("Send a valid token as “Authorization: Bearer …”."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that are at fault, without repeating what was sent."""
    errors = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors]
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, _("Some of what you sent is not valid."), errors)
