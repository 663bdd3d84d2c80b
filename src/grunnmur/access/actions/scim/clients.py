"""Programs that speak SCIM: let in, given a new token, sent away."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.scim.refusals import NotAClientError
from grunnmur.access.models import ScimClient
from grunnmur.access.queries.scim.clients import hash_of
from grunnmur.access.rules import TARGETS, NameTakenError
from grunnmur.core.api_tokens import NOTE_EVERY, PREFIX
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation.rules import IMPORT_PEOPLE

LONGEST_DAYS = 2 * 366


@dataclass(frozen=True, kw_only=True)
class NewClient:
    """A program to let in. resource_id: what a consumer reads of. addresses: networks it may call from; empty = any."""

    name: str
    mode: str = ScimClient.Mode.SOURCE
    resource_id: UUID | None = None
    addresses: list[str] = field(default_factory=list)
    days: int = 365


@transaction.atomic
def add_scim_client(new: NewClient, *, by: Actor, at: datetime) -> tuple[ScimClient, str]:
    """Let a program in; returns it with the only plain text of its token.

    Raises PermissionDenied (needs access.targets, for a source also organisation.import_people: it writes people),
    NotAClientError, NameTakenError.
    """
    _require(by, new.mode)
    if (new.mode == ScimClient.Mode.CONSUMER) != (new.resource_id is not None):
        raise NotAClientError(_("A consumer reads of one resource; a source of none."))
    if ScimClient.objects.filter(name__iexact=new.name).exists():
        raise NameTakenError(_("There is a connected system with this name already."))
    plain = _new_token()
    client = ScimClient.objects.create(
        name=new.name,
        mode=new.mode,
        resource_id=new.resource_id,
        addresses=_networks(new.addresses),
        token_hash=hash_of(plain),
        expires_at=_end(new.days, at=at),
    )
    return client, plain


@transaction.atomic
def renew_scim_token(client_id: UUID, *, days: int, by: Actor, at: datetime) -> tuple[ScimClient, str]:
    """Give a program a new token, also one that was sent away; the old token is useless at once.

    Raises ScimClient.DoesNotExist, PermissionDenied (as `add_scim_client`), NotAClientError.
    """
    client = ScimClient.objects.select_for_update().get(pk=client_id)
    _require(by, client.mode)
    plain = _new_token()
    client.token_hash, client.expires_at, client.revoked_at = hash_of(plain), _end(days, at=at), None
    client.save(update_fields=["token_hash", "expires_at", "revoked_at"])
    return client, plain


@transaction.atomic
def revoke_scim_client(client_id: UUID, *, by: Actor, at: datetime) -> ScimClient:
    """Send a program away: its token is useless at once. What it told stays.

    Raises ScimClient.DoesNotExist, PermissionDenied (needs access.targets).
    """
    client = ScimClient.objects.select_for_update().get(pk=client_id)
    require(by, TARGETS)
    client.revoked_at = client.revoked_at or at
    client.save(update_fields=["revoked_at"])
    return client


def note_scim_use(client: ScimClient, *, at: datetime) -> None:
    """Write that a program called, at most every five minutes."""
    if client.last_used_at is None or at >= client.last_used_at + NOTE_EVERY:
        client.last_used_at = at
        client.save(update_fields=["last_used_at"])


def _require(by: Actor, mode: str) -> None:
    require(by, TARGETS)
    if mode == ScimClient.Mode.SOURCE:
        require(by, IMPORT_PEOPLE)


def _new_token() -> str:
    """Return 256 random bits behind the municipality's name, by which the address of no host is needed."""
    return f"{PREFIX}_{current_tenant().slug}_{secrets.token_urlsafe(32)}"


def _end(days: int, *, at: datetime) -> datetime:
    if not 1 <= days <= LONGEST_DAYS:
        raise NotAClientError(_("A token lives from 1 to %(days)s days.") % {"days": LONGEST_DAYS})
    return at + timedelta(days=days)


def _networks(addresses: list[str]) -> list[str]:
    try:
        return [str(ip_network(address.strip(), strict=False)) for address in addresses if address.strip()]
    except ValueError as error:
        raise NotAClientError(_("Write addresses as 192.0.2.7 or 192.0.2.0/24, one a line.")) from error
