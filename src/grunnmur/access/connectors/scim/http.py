"""The calls of a SCIM client: one encrypted host, no redirects, an answer of at most so much in at most so long."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx
from django.utils import timezone
from django.utils.translation import gettext_noop

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.hosts import allowed_host
from grunnmur.access.connectors.port import CONNECT_SECONDS, LARGEST_ANSWER, READ_SECONDS, Connection

Body = dict[str, Any]  # Any: JSON
SCHEMES = frozenset({"https", "http"})
MEDIA_TYPE = "application/scim+json"
LONGEST_DETAIL = 200
UNWILLING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
MEANWHILE = BUSY | {HTTPStatus.PRECONDITION_FAILED}  # the next time it may go


@dataclass(frozen=True)
class Answer:
    """What the system said."""

    status: int
    body: Body
    etag: str = ""


class Http:
    """A connection to one SCIM server."""

    def __init__(self, connection: Connection) -> None:
        allowed_host(connection.address, schemes=SCHEMES, hosts=connection.hosts)
        context = ssl.create_default_context()
        if connection.authorities:
            context.load_verify_locations(connection.authorities)
        headers = {"Accept": MEDIA_TYPE, "User-Agent": "Grunnmur"}
        if connection.secret:
            headers["Authorization"] = f"Bearer {connection.secret.decode()}"
        self._client = httpx.Client(
            base_url=connection.address.rstrip("/") + "/",
            headers=headers,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            verify=context,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def get(self, path: str, **query: str | int) -> Answer:
        """Return what lies at a path. Raises ConnectorError; 404 is an answer."""
        return self._ask("GET", path, query=query, accepted={HTTPStatus.NOT_FOUND})

    def send(
        self, method: str, path: str, body: Body, *, accepted: frozenset[int] = frozenset(), etag: str = ""
    ) -> Answer:
        """Send a body; statuses in `accepted` are answers, other refusals are errors. Raises ConnectorError."""
        return self._ask(method, path, body=body, accepted=accepted, etag=etag)

    def delete(self, path: str) -> None:
        """Remove what lies at a path; nothing there is as good. Raises ConnectorError."""
        self._ask("DELETE", path, accepted={HTTPStatus.NOT_FOUND})

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Body | None = None,
        query: Mapping[str, str | int] | None = None,
        accepted: set[HTTPStatus] | frozenset[int] = frozenset(),
        etag: str = "",
    ) -> Answer:
        headers = {"If-Match": etag} if etag else {}
        content = None
        if body is not None:
            content, headers["Content-Type"] = json.dumps(body).encode(), MEDIA_TYPE
        try:
            with self._client.stream(method, path, content=content, params=query or None, headers=headers) as response:
                text = _limited(response)
                answer = Answer(response.status_code, _read(text), response.headers.get("ETag", ""))
                if not (response.is_success or response.status_code in accepted):
                    raise _refusal(response, answer.body)
        except httpx.HTTPError as error:
            message = gettext_noop("The system does not answer: %(detail)s")
            raise ConnectorError(Fault(message, {"detail": _said(error)}), is_whole=True) from error
        return answer


def _said(error: httpx.HTTPError) -> str:
    return (str(error) or type(error).__name__)[:LONGEST_DETAIL]


def _limited(response: httpx.Response) -> bytes:
    read = bytearray()
    for part in response.iter_bytes():
        read += part
        if len(read) > LARGEST_ANSWER:
            raise ConnectorError(Fault(gettext_noop("The answer is too large."), is_final=True))
    return bytes(read)


def _read(text: bytes) -> Body:
    """Return the object in an answer; what is none, a page for people for example, counts as empty."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(response: httpx.Response, body: Body) -> ConnectorError:
    """Say in words what a status means for us."""
    status = _status(response.status_code)
    detail = f"{response.status_code} {str(body.get('detail') or status.phrase)[:LONGEST_DETAIL]}"
    if status in UNWILLING:
        message = gettext_noop("The system does not accept our secret, or does not let us do this: %(detail)s")
        return ConnectorError(Fault(message, {"detail": detail}), is_whole=status is HTTPStatus.UNAUTHORIZED)
    if response.is_redirect:
        message = gettext_noop("The system points to another address. Write the address it really has.")
        return ConnectorError(Fault(message, is_final=True), is_whole=True)
    if response.is_server_error or status in MEANWHILE:
        message = gettext_noop("The system could not do it now: %(detail)s")
        fault = Fault(message, {"detail": detail}, wait=_wait(response.headers.get("Retry-After", "")))
        return ConnectorError(fault, is_whole=status in BUSY or status is HTTPStatus.SERVICE_UNAVAILABLE)
    message = gettext_noop("The system refused it: %(detail)s")
    return ConnectorError(Fault(message, {"detail": detail}, is_final=True))


def _status(code: int) -> HTTPStatus:
    """Return a number as a status; one that nobody registered is a fault of the system's."""
    try:
        return HTTPStatus(code)
    except ValueError:
        return HTTPStatus.BAD_GATEWAY


def _wait(said: str) -> int | None:
    """Return the seconds of a Retry-After, which may also be a moment."""
    if said.isdecimal():
        return int(said)
    try:
        return max(int((parsedate_to_datetime(said) - timezone.now()).total_seconds()), 0)
    except (TypeError, ValueError):
        return None
