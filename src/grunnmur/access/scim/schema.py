"""What we say we keep of users and groups, and how much a client may depart from the standard.

Only what is used is declared: names, e-mail, telephone, employee number, and where somebody works. The rest of the
standard's user is accepted and dropped (see `tidy`), since every identity provider sends some of it.
"""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    BulkRequest,
    BulkResponse,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    Email,
    ETag,
    ExtensibleStringEnum,
    Extension,
    Filter,
    ListResponse,
    Mutability,
    Name,
    Pagination,
    Patch,
    PatchOp,
    Path,
    PhoneNumber,
    Reference,
    Required,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from grunnmur.access.queries.scim.columns import EMPLOYMENT, ENTERPRISE

MOST_OPERATIONS, LARGEST_BODY, LONGEST_PAGE = 1000, 1024 * 1024, 200
CURSOR_SECONDS = 60 * 60


class GroupOfUser(ComplexAttribute):
    """A group that a user is in; changed through the group."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[AnyExtension]):
    """A person, as a source tells of her or a consumer reads of her."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: str | None = None
    user_type: str | None = None
    preferred_language: str | None = None
    active: bool | None = None
    emails: list[Email] | None = None
    phone_numbers: list[PhoneNumber] | None = None
    groups: Annotated[list[GroupOfUser] | None, Mutability.read_only] = None


class EnterpriseUser(Extension):
    """What we use of the standard's extension; `department` is the code of a unit."""

    __schema__ = URN(ENTERPRISE)

    employee_number: str | None = None
    department: str | None = None


class EmploymentKind(ExtensibleStringEnum):
    """The kinds of employment we know."""

    permanent = "permanent"
    temporary = "temporary"
    hourly = "hourly"
    apprentice = "apprentice"
    external = "external"
    elected = "elected"
    volunteer = "volunteer"
    student = "student"


class OneEmployment(ComplexAttribute):
    """Where, as what and when somebody works. Days are written 2026-01-31; the last day is the last at work.

    `value` is the source's own key of the employment, `unit` and `position` are codes. `percent` is written "37.5".
    """

    value: str | None = None
    unit: str | None = None
    position: str | None = None
    kind: EmploymentKind | None = None
    percent: str | None = None
    primary: bool | None = None
    first_day: str | None = None
    last_day: str | None = None


class Employment(Extension):
    """All employments of a person that the source knows; told, they stand instead of `department`."""

    __schema__ = URN(EMPLOYMENT)

    employments: Annotated[list[OneEmployment] | None, Required.true] = None


class MemberType(ExtensibleStringEnum):
    """What a member of a group is."""

    user = "User"


class Member(ComplexAttribute):
    """A user in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]  # bound later
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[MemberType | None, Mutability.immutable] = None


class Group(Resource[Any]):
    """A group in the source's own system, or a permission of the consumer's resource."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


# What identity providers send beside the standard, and what of it we read their way.
POLICY = ScimPolicy(
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=LARGEST_BODY),
    filter=Filter(supported=True, max_results=LONGEST_PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    pagination=Pagination(
        cursor=True,
        index=True,
        default_pagination_method=Pagination.DefaultPaginationMethod.index,
        default_page_size=100,
        max_page_size=LONGEST_PAGE,
        cursor_timeout=CURSOR_SECONDS,
    ),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token made for one client by an administrator, sent as “Authorization: Bearer …”.",
            primary=True,
        )
    ],
)
FullUser = User[EnterpriseUser | Employment]
PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, Employment, Group],
    resource_types=[ResourceType.from_resource(FullUser), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=POLICY,
)
USER_TYPE, GROUP_TYPE = PROVIDER.resource_types
# pydantic forgets a class made from a generic one when nobody holds it, and making it again costs more than a page of
# users: the library makes these for each request.
HELD = (
    ListResponse[FullUser | Group],
    BulkRequest[FullUser | Group],
    BulkResponse[FullUser | Group],
    *(kind[model] for kind in (SearchRequest, ResponseParameters, PatchOp, Path) for model in (FullUser, Group)),
)
