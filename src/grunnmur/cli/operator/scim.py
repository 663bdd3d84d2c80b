"""Connected systems, let in and kept out from the keyboard of the server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import click

from grunnmur.access.actions.scim.clients import NewClient, add_scim_client, revoke_scim_client
from grunnmur.access.queries.scim.clients import client_named, finding_counts, resource_named, scim_clients
from grunnmur.cli.operator.municipalities import explained
from grunnmur.core.clock import now
from grunnmur.core.models import Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant

OPERATOR = System("The operator of the installation")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A system to let in, as the command line says it."""

    name: str
    mode: str
    resource: str | None
    addresses: Sequence[str]
    days: int


def let_in(wanted: Wanted, *, of: Tenant) -> str:
    """Let a system in and return its token. Raises ClickException with the reason when it may not be."""
    with tenant(of), explained(of.language):
        resource = resource_named(wanted.resource) if wanted.resource else None
        if wanted.resource and resource is None:
            raise click.ClickException(f"There is no resource {wanted.resource}.")
        new = NewClient(
            name=wanted.name,
            mode=wanted.mode,
            resource_id=resource,
            addresses=list(wanted.addresses),
            days=wanted.days,
        )
        return add_scim_client(new, by=OPERATOR, at=now())[1]


def lines(*, of: Tenant) -> Iterator[str]:
    """Yield one line a system, by name."""
    with tenant(of):
        counts = finding_counts()
        for client in scim_clients(seen_by=OPERATOR):
            until = "revoked" if client.revoked_at else f"until {_day(client.expires_at)}"
            used = f"last used {_day(client.last_used_at)}" if client.last_used_at else "never used"
            yield f"{client.name}: {client.mode}, {until}, {used}, {counts.get(client.pk, 0)} findings"


def _day(at: datetime) -> str:
    return at.date().isoformat()


def keep_out(name: str, *, of: Tenant) -> None:
    """Make a system's token useless. Raises ClickException when there is none of that name."""
    with tenant(of):
        client = client_named(name)
        if client is None:
            raise click.ClickException(f"There is no connected system {name}.")
        revoke_scim_client(client, by=OPERATOR, at=now())
