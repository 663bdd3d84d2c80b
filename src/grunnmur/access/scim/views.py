"""The one view behind `/scim/v2`: it finds the client by its token, and lets the library speak the protocol."""

import json
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from scim2_models import ForbiddenException, SCIMException, UnauthorizedException
from scim2_server.applications.base import BaseApplication
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation

from grunnmur.access.actions.scim.clients import note_scim_use
from grunnmur.access.actions.scim.guard import hold_client
from grunnmur.access.models import ScimClient
from grunnmur.access.queries.scim.clients import client_in, may_call_from
from grunnmur.access.scim.protocol import Service
from grunnmur.access.scim.schema import LARGEST_BODY, PROVIDER
from grunnmur.access.scim.storage import Storage
from grunnmur.core.clock import now
from grunnmur.core.history_facts import written_with
from grunnmur.core.http import Request
from grunnmur.core.middleware import do_afterwards, roll_back
from grunnmur.organisation.actions.sourced import tell_recorded

log = structlog.get_logger()
ROOT = "/scim/v2"
RETRY_SECONDS = 60 * 60
SERVICE = Service(PROVIDER, secret=f"scim cursors {settings.SECRET_KEY}")


@csrf_exempt
@login_not_required
def scim(request: Request, path: str) -> HttpResponse:
    """Answer one SCIM request. What failed is rolled back; what a held client wanted is remembered."""
    asked = _read(request, path)
    with translation.override("en"):  # programs read it
        try:
            answer = _serve(request, asked)
        except SCIMException as error:
            answer = SERVICE.error_response(error)
        except Exception as error:  # the boundary: a program gets SCIM's own error, the log the rest
            log.exception("SCIM failed.")
            answer = SERVICE.error_response(error)
    return _written(answer)


def _read(request: HttpRequest, path: str) -> ScimRequest:
    is_too_large = int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY
    return ScimRequest(
        method=request.method or "",
        base_url=request.build_absolute_uri(ROOT),
        path=BaseApplication.split_path(path),
        query=dict(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)),
        headers=dict(request.headers),
        body=b" " * (LARGEST_BODY + 1) if is_too_large else request.body,
    )


def _serve(request: Request, asked: ScimRequest) -> ScimResponse:
    """Serve a request. What it did is rolled back if it raises SCIMException, or anything else."""
    operation = SERVICE.match(asked).operation
    if operation is Operation.service_provider_config:
        with PROVIDER:  # the same for everybody, and how one learns to log in
            return SERVICE.service_provider_config(asked.url, asked.query)
    client = _client(request)
    asked.subject = client
    storage = Storage(client, has_many=operation is Operation.bulk)
    handler = ScimHandler(SERVICE, storage)
    try:
        with written_with(name=f"SCIM: {client.name}", scim_client=str(client.pk)):
            answer: ScimResponse = getattr(handler, operation.value)(asked)  # as `handle` does, which would match anew
            tell_recorded(storage.recorded)
    except Exception:
        roll_back(request)
        do_afterwards(request, partial(_remember, storage))
        raise
    _remember(storage)
    return answer


def _remember(storage: Storage) -> None:
    """Write down that the client called, and that it was held back: also when all else is rolled back."""
    note_scim_use(storage.client, at=now())
    if storage.held:
        hold_client(storage.held, at=now())


def _client(request: Request) -> ScimClient:
    """Return who is calling. Raises UnauthorizedException, ForbiddenException from a wrong address."""
    client = client_in(getattr(request, "caller", ()))  # in no municipality there are no tokens
    if client is None:
        raise UnauthorizedException(detail="Send a valid token as “Authorization: Bearer …”.")
    if client.addresses and not may_call_from(client, get_adapter().get_client_ip(request)):
        raise ForbiddenException(detail="This client may not call from this address.")
    return client


def _written(answer: ScimResponse) -> HttpResponse:
    body = b"" if answer.body is None else json.dumps(answer.body).encode()
    response = HttpResponse(body, status=answer.status, headers=answer.headers)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response
