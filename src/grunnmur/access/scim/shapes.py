"""Between rows and what SCIM writes: users and groups as JSON or as the library's resources, and back as words."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID

from scim2_models import (
    InvalidCursorException,
    InvalidValueException,
    NotFoundException,
    Path,
    Resource,
    ResourceType,
    ResponseParameters,
)
from scim2_server.conditions import opaque_tag
from scim2_server.storage import SearchPage

from grunnmur.access.actions.scim.groups import GroupWords
from grunnmur.access.actions.scim.words import UserWords
from grunnmur.access.models import ScimUser
from grunnmur.access.queries.scim.columns import EMPLOYMENT, ENTERPRISE
from grunnmur.access.queries.scim.pages import Place, Row
from grunnmur.access.scim.schema import GROUP_TYPE, PROVIDER, Group, User

AnyResource = Resource[Any]  # Any: users and groups have different extensions
LONGEST_NAME = 256
OWN_COLUMNS = ("schemas", "id", "externalId", "meta", "userName", "active", "groups")
REFERENCES = ("groups", "members")


@dataclass
class RowPage(SearchPage):
    """A page whose resources are still rows: most answers are made of rows directly, which is quicker."""

    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class WrittenRow:
    """A user that was just written, still a row: the answer is made of it directly, which is quicker."""

    row: Row
    resource_type: ResourceType


def json_of(row: Row, resource_type: ResourceType, *, base: str = "") -> dict[str, Any]:  # Any: JSON
    """Return a row as SCIM writes it, with its addresses below `base`; without one, they are relative to the root."""
    is_group = resource_type.name == GROUP_TYPE.name
    root, row_id = f"{base}/" if base else "", str(row.id)
    said: dict[str, Any] = {"schemas": _schemas(row, is_group=is_group), "id": row_id}  # Any: JSON
    if row.external_id:
        said["externalId"] = row.external_id
    said |= row.document
    if is_group and row.references:
        said["members"] = [_member(one.id, root) for one in row.references]
    if not is_group and row.is_active is not None:
        said["active"] = row.is_active
    if not is_group and row.references:
        said["groups"] = [_group(one.id, one.display, root) for one in row.references]
    said["meta"] = meta = {"resourceType": resource_type.name}
    if row.created_at and row.modified_at:
        meta |= {"created": row.created_at, "lastModified": row.modified_at}
    meta |= {"location": f"{root}{'Groups' if is_group else 'Users'}/{row_id}", "version": version_of(row)}
    return said


def _schemas(row: Row, *, is_group: bool) -> list[str]:
    own: str = Group.__schema__ if is_group else User.__schema__
    return [own, *(urn for urn in (ENTERPRISE, EMPLOYMENT) if urn in row.document)]


def _member(user_id: UUID, root: str) -> dict[str, str]:
    return {"value": str(user_id), "$ref": f"{root}Users/{user_id}", "type": "User"}


def _group(group_id: UUID, display: str, root: str) -> dict[str, str]:
    return {"value": str(group_id), "$ref": f"{root}Groups/{group_id}", "display": display}


def time_of(at: datetime) -> str:
    """Return a time as SCIM writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def version_of(row: Row) -> str:
    """Return the weak tag of a row: its number, or what it holds where nobody counts."""
    if row.version:
        return f'W/"{row.version}"'
    held = json.dumps([row.document, [str(one) for one in row.references]], sort_keys=True)
    return f'W/"{blake2b(held.encode(), digest_size=8).hexdigest()}"'


def number_of(version: str | None) -> int | None:
    """Return the number in a tag that `version_of` made; None if none is expected."""
    tag = opaque_tag(version) if version else ""
    return int(tag) if tag.isdecimal() else None


def resource_of(row: Row, resource_type: ResourceType) -> AnyResource:
    """Return a row as the library's resource, with relative references as it wants them."""
    model = cast("type[AnyResource]", PROVIDER.model_for(resource_type))
    return model.model_validate(json_of(row, resource_type))


def row_of(user: ScimUser) -> Row:
    """Return a user that was just written, who is in no group yet."""
    document = user.document | {"userName": user.user_name}
    made, changed = time_of(user.created_at), time_of(user.modified_at)
    return Row(user.pk, user.external_id, user.is_active, user.version, made, changed, document)


def user_words(resource: AnyResource, *, is_new: bool = False) -> UserWords:
    """Return what a client said of a user; a new one is active unless it says otherwise.

    Raises InvalidValueException.
    """
    said = cast("dict[str, Any]", _without_blanks(resource.model_dump()))
    user_name = str(said.get("userName", "")).strip()
    if not user_name:
        raise InvalidValueException(detail="userName cannot be blank.")
    return UserWords(
        user_name=_short(user_name),
        external_id=_short(said.get("externalId", "")),
        is_active=said.get("active", True if is_new else None),
        document={name: value for name, value in said.items() if name not in OWN_COLUMNS},
    )


def group_words(resource: AnyResource) -> GroupWords:
    """Return what a client said of a group. Raises InvalidValueException."""
    said = cast("dict[str, Any]", _without_blanks(resource.model_dump()))
    members = said.get("members", [])
    if any(one.get("type", "User").lower() != "user" for one in members):
        raise InvalidValueException(detail="A member of a group is a user.")
    name = str(said.get("displayName", "")).strip()
    if not name:
        raise InvalidValueException(detail="displayName cannot be blank.")
    try:
        ids = {UUID(str(one.get("value", ""))): None for one in members}
    except ValueError as error:
        raise InvalidValueException(detail="A member's value is the id of a user.") from error
    return GroupWords(display_name=_short(name), external_id=_short(said.get("externalId", "")), members=list(ids))


def _without_blanks(value: Any) -> Any:  # Any: JSON
    """Return JSON without empty texts, which say nothing. Raises InvalidValueException for U+0000."""
    if isinstance(value, str) and "\0" in value:
        raise InvalidValueException(detail="A text cannot hold the character U+0000.")
    if isinstance(value, dict):
        kept = {name: _without_blanks(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in ("", None, [], {})}
    if isinstance(value, list):
        return [item for item in map(_without_blanks, value) if item not in ("", None, {})]
    return value


def _short(text: object) -> str:
    if len(str(text)) > LONGEST_NAME:
        raise InvalidValueException(detail=f"At most {LONGEST_NAME} characters fit here.")
    return str(text)


def uuid_of(text: str) -> UUID:
    """Return an id. Raises NotFoundException: what is none belongs to nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundException from None


def leaves_out_references(wanted: ResponseParameters[Any] | None) -> bool:  # Any: the resource's model
    """Tell whether an answer needs neither groups nor members."""
    if wanted is None:
        return False
    if wanted.attributes:
        return not any(_is_reference(path) for path in wanted.attributes)
    return any(str(path).lower().rpartition(":")[2] in REFERENCES for path in wanted.excluded_attributes or ())


def _is_reference(path: Path[Any]) -> bool:  # Any: the resource's model
    return str(path).lower().rpartition(":")[2].partition(".")[0] in REFERENCES


def position_of(row: Row, *, is_before: bool) -> dict[str, Any]:  # Any: JSON
    """Return the place right after a row, or right before it, as a cursor keeps it."""
    value = row.sort_value
    if isinstance(value, datetime):
        value = value.isoformat()
    return {"before": is_before, "value": value, "id": str(row.id)}


def place_of(position: Any) -> Place:  # Any: JSON
    """Return the place a cursor keeps. Raises InvalidCursorException."""
    try:
        return Place(position["value"], UUID(position["id"]), is_before=bool(position["before"]))
    except (TypeError, KeyError, ValueError):
        raise InvalidCursorException from None
