"""The library's protocol, with what is ours: who may write, what clients really send, and pages made of rows."""

from http import HTTPStatus
from typing import Any, TypeVar, Union

import structlog
from pydantic import ValidationError
from scim2_models import (
    BaseModel,
    Context,
    ForbiddenException,
    ListResponse,
    PatchOp,
    PayloadTooLargeException,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    ScimProvider,
    SearchRequest,
)
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation, Target
from scim2_server.service import ScimService, scim_exception_of
from scim2_server.storage import SearchPage
from scim2_server.utils import parametrize

from grunnmur.access.models import ScimClient
from grunnmur.access.queries.scim.filters import require_small
from grunnmur.access.scim import shapes, tidy
from grunnmur.access.scim.schema import GROUP_TYPE, LARGEST_BODY
from grunnmur.access.scim.shapes import RowPage, WrittenRow

log = structlog.get_logger()
READING = frozenset({Operation.query, Operation.search, Operation.search_with_body})
Model = TypeVar("Model", bound=BaseModel)
Payload = Any  # JSON


class Service(ScimService):
    """What every client meets. The subject of a request is its client."""

    def __init__(self, provider: ScimProvider, *, secret: str) -> None:
        super().__init__(provider, secret=secret)
        models = self.get_models()
        # Pydantic forgets a generic's form that nobody holds, and making it anew costs as much as reading a page.
        generics, forms = (ListResponse, SearchRequest, ResponseParameters), (*models, Union[tuple(models)])  # noqa: UP007  # of a list
        self.held = [parametrize(generic, form) for generic in generics for form in forms]
        self.held += [parametrize(PatchOp, model) for model in models]

    def authorize(self, request: ScimRequest, target: Target, resource_type: ResourceType) -> None:  # noqa: ARG002  # its signature
        """Let consumers read only. Raises ForbiddenException."""
        client: ScimClient = request.subject
        if client.mode == ScimClient.Mode.CONSUMER and target.operation not in READING:
            raise ForbiddenException(detail="This client may only read.")

    def max_body_size(self, request: ScimRequest) -> int | None:
        """Bound every body, not only those of bulk requests."""
        found = super().max_body_size(request)
        return LARGEST_BODY if found is None else found

    def read_body(self, model: type[Model], body: bytes, content_type: str | None, scim_ctx: Context) -> Model:
        """Read a body after taking out what we do not use; see `tidy`."""
        told = _tidied(model, self.decode_body(body, content_type), scim_ctx)
        try:
            return model.model_validate(told, scim_ctx=scim_ctx)
        except ValidationError as error:
            raise scim_exception_of(error) from error

    def decode_body(self, body: bytes, content_type: str | None) -> Payload:
        """Read JSON of a bounded size. Raises PayloadTooLargeException."""
        if len(body) > LARGEST_BODY:
            raise PayloadTooLargeException(detail=f"A request has at most {LARGEST_BODY} bytes.")
        return super().decode_body(body, content_type)

    def read_search(
        self, resource_types: list[ResourceType], payload: Payload
    ) -> tuple[SearchRequest[Any], Any]:  # Any: the resource's model; a position is JSON
        """Read a search whose filter is small enough to be parsed."""
        for name, value in payload.items() if isinstance(payload, dict) else ():
            if name.lower() == "filter" and isinstance(value, str):
                require_small(value)
        return super().read_search(resource_types, payload)

    def creation_response(self, base_url: str, created: Resource[Any] | WrittenRow) -> ScimResponse:  # Any: extensions
        """Answer 201 with what was written, made of its row where that is at hand."""
        if not isinstance(created, WrittenRow):
            return super().creation_response(base_url, created)
        body = shapes.json_of(created.row, created.resource_type, base=base_url.rstrip("/"))
        location, version = body["meta"]["location"], body["meta"]["version"]
        headers = {"Content-Location": location, "ETag": version, "Location": location}
        return ScimResponse(HTTPStatus.CREATED, body, headers)

    def search_response(
        self,
        base_url: str,
        resource_types: list[ResourceType],
        page: SearchPage,
        search_request: SearchRequest[Any],  # Any: the resource's model
    ) -> ScimResponse:
        """Answer with rows as they are, unless the client wants some attributes only."""
        if not isinstance(page, RowPage):
            return super().search_response(base_url, resource_types, page, search_request)
        (resource_type,) = resource_types
        if search_request.attributes or search_request.excluded_attributes:
            page.resources = [shapes.resource_of(row, resource_type) for row in page.rows]
            return super().search_response(base_url, resource_types, page, search_request)
        answer = super().search_response(base_url, resource_types, page, search_request)
        base = base_url.rstrip("/")
        body = answer.body or {}
        body["itemsPerPage"] = len(page.rows)
        body["Resources"] = [shapes.json_of(row, resource_type, base=base) for row in page.rows]
        return ScimResponse(HTTPStatus.OK, body, answer.headers)

    def patch_response(
        self,
        base_url: str,
        resource: Resource[Any],  # Any: users and groups have different extensions
        response_parameters: ResponseParameters[Any],  # Any: the same
    ) -> ScimResponse:
        """Answer 200 with a patched user, 204 for a group: its members may be thousands."""
        is_group = resource.meta is not None and resource.meta.resource_type == GROUP_TYPE.name
        if is_group:
            return super().patch_response(base_url, resource, response_parameters)
        return self.replacement_response(base_url, resource, response_parameters)

    def bulk_failure(self, outcome: dict[str, Any], exception: Exception) -> dict[str, Any]:  # Any: the library's
        """Log what nobody expected; the library answers it without its details."""
        if not isinstance(exception, SCIMException):
            log.error("An operation of a SCIM bulk request failed.", exc_info=exception)
        return super().bulk_failure(outcome, exception)


def _tidied(model: type[BaseModel], told: Payload, scim_ctx: Context) -> Payload:
    if scim_ctx is Context.BULK_REQUEST:
        return _tidied_bulk(told)
    if issubclass(model, PatchOp):
        is_group = "Group" in model.__name__
        return _checked(tidy.tidy_patch(told, is_group=is_group))
    return tidy.tidy_user(told)


def _tidied_bulk(told: Payload) -> Payload:
    name = next((key for key in told if key.lower() == "operations"), "") if isinstance(told, dict) else ""
    if not name or not isinstance(told[name], list):
        return told
    return told | {name: [_tidied_operation(one) for one in told[name]]}


def _tidied_operation(operation: Payload) -> Payload:
    if not isinstance(operation, dict) or "data" not in operation:
        return operation
    is_group = str(operation.get("path", "")).lower().lstrip("/").startswith("groups")
    is_patch = str(operation.get("method", "")).upper() == "PATCH"
    data = operation["data"]
    return operation | {
        "data": _checked(tidy.tidy_patch(data, is_group=is_group)) if is_patch else tidy.tidy_user(data)
    }


def _checked(patch: Payload) -> Payload:
    """Return a patch whose paths are small enough to be parsed. Raises InvalidFilterException."""
    operations = patch.get("Operations", patch.get("operations")) if isinstance(patch, dict) else None
    for operation in operations if isinstance(operations, list) else ():
        path = operation.get("path") if isinstance(operation, dict) else None
        if isinstance(path, str):
            require_small(path)
    return patch
