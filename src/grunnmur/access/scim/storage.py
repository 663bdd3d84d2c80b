"""Our storage behind the library's protocol: rows of `queries.scim` out, actions of `actions.scim` in.

One storage serves one request of one client. What it recorded is told to the other domains by the view, once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from scim2_models import (
    InvalidPathException,
    InvalidValueException,
    NotFoundException,
    NotImplementedException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from grunnmur.access.actions.scim import groups, users
from grunnmur.access.actions.scim.refusals import HeldBackError, ScimTakenError, StaleError
from grunnmur.access.models import ScimClient
from grunnmur.access.queries.scim import pages, rowsets
from grunnmur.access.queries.scim.columns import Column, Many
from grunnmur.access.queries.scim.filters import Condition, condition_of
from grunnmur.access.queries.scim.pages import Found, Order, Page, Place
from grunnmur.access.queries.scim.rowsets import RowSet
from grunnmur.access.scim import shapes
from grunnmur.access.scim.schema import GROUP_TYPE, PROVIDER
from grunnmur.access.scim.shapes import RowPage, WrittenRow, uuid_of
from grunnmur.core.clock import now
from grunnmur.core.errors import DomainError
from grunnmur.organisation.actions.sourced import Recorded
from grunnmur.organisation.rules import OverlapError, TakenError

AnyResource = Resource[Any]  # Any: users and groups have different extensions


class TooManyEndingsException(SCIMException):
    """More is ended than passes unseen: come back when somebody has looked."""

    status = 429
    _default_detail = "This ends more than passes unseen"


class Storage(ScimStorage):
    """What one client sees and changes. `recorded` is for the domains, `held` for the guard.

    has_many: the request has many operations, of which each may fail alone; a single one is the caller's transaction.
    """

    supports_cursors = True

    def __init__(self, client: ScimClient, *, has_many: bool = True) -> None:
        self.client = client
        self.has_many = has_many
        self.recorded: list[Recorded] = []
        self.held: HeldBackError | None = None
        self._pending: list[Recorded] = []

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Keep all of an operation or nothing; our refusals become the protocol's."""
        self._pending = []
        try:
            with transaction.atomic(savepoint=self.has_many):
                yield
        except HeldBackError as refusal:
            self.held = refusal
            raise TooManyEndingsException(detail=str(refusal)) from refusal
        except DomainError as refusal:
            raise said(refusal) from refusal
        except ObjectDoesNotExist as missing:
            raise NotFoundException from missing
        except IntegrityError as taken:  # two at once: the second is told what the first would have been told of it
            raise UniquenessException from taken
        self.recorded += self._pending

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> AnyResource:
        """Return one user or group."""
        has_references = self._needs_references(response_parameters)
        row = pages.find_row(self._rows(resource_type), uuid_of(resource_id), has_references=has_references)
        if row is None:
            raise NotFoundException
        return shapes.resource_of(row, resource_type)

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """Return one page, its resources as rows: `Service.search_response` makes JSON of them."""
        if len(resource_types) > 1:
            raise NotImplementedException(detail="Search users and groups by themselves.")
        (resource_type,) = resource_types
        rows, by_index = self._rows(resource_type), search_request.cursor is None
        page = Page(
            where=_where(rows, search_request),
            order=_order(rows, resource_type, search_request),
            limit=search_request.count or 0,
            offset=(search_request.start_index_0 or 0) if by_index else 0,
            place=None if position is None else shapes.place_of(position),
            is_counted=by_index or not search_request.count,
            has_references=self._needs_references(search_request),
        )
        found = pages.find_page(rows, page)
        answer = RowPage(found.total, [], rows=found.rows)
        if not by_index and found.rows:
            answer.next, answer.previous = _neighbours(found, page.place)
        return answer

    def create(self, resource_type: ResourceType, resource: AnyResource) -> AnyResource:
        """Write down a new user or group. A single user comes back as a row, for `Service.creation_response`."""
        if resource_type.name == GROUP_TYPE.name:
            group = groups.create_group(self.client, shapes.group_words(resource), at=now())
            return self.get(resource_type, str(group.pk))
        written = users.create_user(self.client, shapes.user_words(resource, is_new=True), at=now())
        self._pending.append(written.recorded)
        row = shapes.row_of(written.user)
        if self.has_many:
            return shapes.resource_of(row, resource_type)
        return cast("AnyResource", WrittenRow(row, resource_type))  # the library only hands it on

    def update(
        self, resource_type: ResourceType, resource: AnyResource, *, expected_version: str | None = None
    ) -> AnyResource:
        """Write down what a user or group is now."""
        row_id, expected = uuid_of(resource.id or ""), shapes.number_of(expected_version)
        if resource_type.name == GROUP_TYPE.name:
            group = shapes.group_words(resource)
            groups.replace_group(self.client, row_id, group, expected=expected, at=now())
        else:
            user = shapes.user_words(resource)
            written = users.replace_user(self.client, row_id, user, expected=expected, at=now())
            self._pending.append(written.recorded)
        return self.get(resource_type, str(row_id))

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Forget a group, or let a user's employments of this source end today."""
        row_id, expected = uuid_of(resource_id), shapes.number_of(expected_version)
        if resource_type.name == GROUP_TYPE.name:
            groups.remove_group(self.client, row_id, expected=expected)
            return
        self._pending.append(users.remove_user(self.client, row_id, expected=expected, at=now()).recorded)

    def _rows(self, resource_type: ResourceType) -> RowSet:
        is_group = resource_type.name == GROUP_TYPE.name
        return rowsets.groups_of(self.client) if is_group else rowsets.users_of(self.client)

    def _needs_references(self, wanted: ResponseParameters[Any] | None) -> bool:
        """Tell whether groups and members are read; always of a consumer, whose tags are made of them too."""
        return self.client.mode == ScimClient.Mode.CONSUMER or not shapes.leaves_out_references(wanted)


def _where(rows: RowSet, wanted: SearchRequest[Any]) -> Condition:  # Any: the resource's model
    return pages.EVERYTHING if wanted.filter is None else condition_of(wanted.filter, rows.attributes)


def _order(rows: RowSet, resource_type: ResourceType, wanted: SearchRequest[Any]) -> Order:  # Any: the same
    """Return what to sort by. Raises InvalidPathException for what is not on the list of attributes."""
    is_descending = wanted.sort_order == SearchRequest.SortOrder.descending
    if wanted.sort_by is None:
        return Order(None)
    model = PROVIDER.model_for(resource_type)
    binding = wanted.sort_binding(model) if model else None
    urn = binding.urn.lower() if binding else ""
    head, _dot, part = urn.rpartition(".") if binding and binding.is_multivalued else (urn, "", "")
    found = rows.attributes.get(head)
    if isinstance(found, Many) and part in found.parts:
        return Order(found.best(part), is_descending)
    if not isinstance(found, Column):
        raise InvalidPathException(detail=f"{wanted.sort_by} cannot be sorted by.")
    return Order(found, is_descending)


def _neighbours(found: Found, place: Place | None) -> tuple[Any, Any]:  # Any: JSON
    """Return the positions of the next and the previous page; None where there is none."""
    is_back = place is not None and place.is_before
    has_next, has_previous = is_back or found.has_more, found.has_more if is_back else place is not None
    after = shapes.position_of(found.rows[-1], is_before=False) if has_next else None
    return after, shapes.position_of(found.rows[0], is_before=True) if has_previous else None


def said(refusal: DomainError) -> SCIMException:
    """Return one of our refusals in the protocol's words."""
    match refusal:
        case StaleError():
            return PreconditionFailedException(detail=str(refusal))
        case ScimTakenError() | TakenError() | OverlapError():
            return UniquenessException(detail=str(refusal))
        case _:
            return InvalidValueException(detail=str(refusal))
