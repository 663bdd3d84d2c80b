"""How a target is reached: its address with what the operator allows, and its secret from outside the database."""

from django.conf import settings
from django.utils.translation import gettext as _

from grunnmur.access.connectors import KINDS, Connection, Connector, ConnectorError, Place, connector_for
from grunnmur.access.models import Target, TargetMapping
from grunnmur.access.rules.targets import SECRET_NAME, UnreachableError
from grunnmur.core.secret_store import MissingSecretError, tenant_secret
from grunnmur.core.tenancy import current_tenant


def connector_of(target: Target) -> Connector:
    """Return what speaks with the target. Raises UnreachableError before anything is sent."""
    try:
        return connector_for(target.kind, connection_of(target))
    except (ConnectorError, MissingSecretError) as error:
        raise UnreachableError(str(error)) from error


def connection_of(target: Target) -> Connection:
    """Return address, secret and places of a target. Raises MissingSecretError, UnreachableError."""
    municipality = current_tenant()
    return Connection(
        address=target.address,
        secret=_secret(target),
        options=target.options,
        places=tuple(place_of(row) for row in TargetMapping.objects.filter(target_id=target.pk).order_by("id")),
        hosts=settings.TARGET_HOSTS,
        authorities=settings.TARGET_AUTHORITIES,
        folder=settings.DROP_FOLDER / municipality.slug,
    )


def _secret(target: Target) -> bytes:
    """Return the secret; only those made for targets can be named, whatever the row says."""
    if not KINDS[target.kind].needs_secret:
        return b""
    if not SECRET_NAME.fullmatch(target.secret_name):
        raise UnreachableError(_("The name of a secret begins with target_."))
    return tenant_secret(target.secret_name, of=current_tenant())


def place_of(row: TargetMapping) -> Place:
    """Return where a permission lies, as connectors say it."""
    return Place(row.place_kind, row.place_name, row.place_value)
