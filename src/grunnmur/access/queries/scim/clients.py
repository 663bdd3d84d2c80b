"""Programs that speak SCIM: which one a token is, and what those who look after them see."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from grunnmur.access.models import Observed, Resource, ScimClient, ScimFinding, ScimGroup, ScimHold, ScimUser
from grunnmur.access.rules import TARGETS
from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, may, require
from grunnmur.core.prepared import columns_of, rows_of
from grunnmur.core.tenancy import Beside
from grunnmur.organisation.rules import RELEASE_IMPORT

MOST_FINDINGS = 200
LIVE = f"""
    SELECT {columns_of(ScimClient, of="c")} FROM access_scimclient AS c
    WHERE c.tenant_id = t.id AND c.token_hash = %(token)s AND c.revoked_at IS NULL AND c.expires_at > %(at)s
"""  # noqa: S608  # names of columns


@dataclass(frozen=True)
class ObservedGroup:
    """A group in the other system, and how many of its members we know."""

    name: str
    members: int


@dataclass(frozen=True)
class ClientDetails:
    """All that is shown of one client. findings: the newest first, at most MOST_FINDINGS."""

    client: ScimClient
    users: int
    active: int
    groups: list[ObservedGroup]
    findings: list[ScimFinding]
    hold: ScimHold | None


def scim_caller(request: HttpRequest) -> Beside | None:
    """Return the query for the client whose token a request brings, unless it expired or was revoked."""
    scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return Beside(LIVE, {"token": hash_of(plain.strip()), "at": now()})


def client_in(columns: Sequence[Any]) -> ScimClient | None:  # Any: columns
    """Return the client that the query found, if it found one."""
    return next(iter(rows_of(ScimClient, [columns])), None) if any(columns) else None


def hash_of(plain: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(plain.encode()).hexdigest()


def may_call_from(client: ScimClient, address: str) -> bool:
    """Tell whether the client may call from this address."""
    if not client.addresses:
        return True
    caller = ip_address(address)
    return any(caller in ip_network(network) for network in client.addresses)


def scim_clients(*, seen_by: Actor) -> QuerySet[ScimClient]:
    """Return all clients with their resource and whether they are held (`is_held`), by name.

    Raises PermissionDenied (needs access.targets). One statement.
    """
    require(seen_by, TARGETS)
    held = ScimHold.objects.filter(client=OuterRef("pk"), released_at=None)
    rows = ScimClient.objects.select_related("resource").annotate(is_held=Exists(held))
    return rows.order_by("name", "id")


def resources_to_read(*, seen_by: Actor) -> QuerySet[Resource]:
    """Return the resources a consumer may be let in for, by name. Raises PermissionDenied (needs access.targets)."""
    require(seen_by, TARGETS)
    return Resource.objects.filter(is_own=False).order_by("name")


def resource_named(name: str) -> UUID | None:
    """Return the resource of this name, whatever its capitals."""
    return Resource.objects.filter(name__iexact=name, is_own=False).values_list("pk", flat=True).first()


def client_named(name: str) -> UUID | None:
    """Return the client of this name, whatever its capitals."""
    return ScimClient.objects.filter(name__iexact=name).values_list("pk", flat=True).first()


def finding_counts() -> dict[UUID, int]:
    """Return how many findings each client has; those without are left out."""
    rows = ScimFinding.objects.values("user__client_id").annotate(number=Count("pk")).order_by()
    return {row["user__client_id"]: row["number"] for row in rows}


def clients_among(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of these clients, if she may see them."""
    return dict(ScimClient.objects.filter(pk__in=ids).values_list("pk", "name")) if may_look(seen_by) else {}


def may_look(seen_by: Actor) -> bool:
    """Tell whether she looks after clients, or releases what they want."""
    return may(seen_by, TARGETS) or may(seen_by, RELEASE_IMPORT)


def _require_look(seen_by: Actor) -> None:
    if not may_look(seen_by):
        raise PermissionDenied(_("Only those who connect systems, or release imports, may see this."))


def client_details(client_id: UUID, *, seen_by: Actor) -> ClientDetails:
    """Return one client with what it told. Raises ScimClient.DoesNotExist, PermissionDenied. Five statements."""
    _require_look(seen_by)
    client = ScimClient.objects.select_related("resource").get(pk=client_id)
    live = ScimUser.objects.filter(client=client, deleted_at=None)
    counted = live.aggregate(users=Count("pk"), active=Count("pk", filter=Q(is_active=None) | Q(is_active=True)))
    findings = ScimFinding.objects.filter(user__client=client).select_related("user__person")
    return ClientDetails(
        client,
        counted["users"],
        counted["active"],
        _observed_groups(client),
        list(findings.order_by("-found_at", "id")[:MOST_FINDINGS]),
        ScimHold.objects.filter(client=client, released_at=None).first(),
    )


def _observed_groups(client: ScimClient) -> list[ObservedGroup]:
    seen = Observed.objects.filter(group__client=client, user__deleted_at=None)
    counted = {
        row["group_id"]: row["number"] for row in seen.values("group_id").annotate(number=Count("pk")).order_by()
    }
    groups = ScimGroup.objects.filter(client=client).order_by("display_key", "id").values_list("pk", "display_name")
    return [ObservedGroup(name, counted.get(pk, 0)) for pk, name in groups]
