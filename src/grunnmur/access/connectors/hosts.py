"""Which hosts may be talked to: only those the operator allows, and only where nobody can listen."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from grunnmur.access.connectors.errors import ConnectorError, Fault

PORTS = {"https": 443, "http": 80, "ldaps": 636, "ldap": 389}
SECURE = frozenset({"https", "ldaps"})


@dataclass(frozen=True)
class Host:
    """Where a system answers."""

    scheme: str
    name: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Tell whether it is this machine, by its number."""
        try:
            return ip_address(self.name).is_loopback
        except ValueError:
            return False


def allowed_host(address: str, *, schemes: frozenset[str], hosts: frozenset[str]) -> Host:
    """Return the host of an address if the operator allows it. Raises ConnectorError, final.

    Without encryption only this machine is talked to; LDAP without it begins encryption by itself (StartTLS).
    """
    host = _host(address, schemes)
    if host.name not in hosts and f"{host.name}:{host.port}" not in hosts:
        message = gettext_noop("%(host)s is not among the hosts that the operator of this installation allows.")
        raise ConnectorError(Fault(message, {"host": f"{host.name}:{host.port}"}, is_final=True), is_whole=True)
    if host.scheme == "http" and not host.is_loopback:
        raise ConnectorError(
            Fault(gettext_noop("Write an address that begins with https."), is_final=True), is_whole=True
        )
    return host


def _host(address: str, schemes: frozenset[str]) -> Host:
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.query or parts.fragment:
        message = gettext_noop("Write the address as %(scheme)s://host.")
        raise ConnectorError(Fault(message, {"scheme": max(schemes & SECURE)}, is_final=True), is_whole=True)
    return Host(parts.scheme, parts.hostname, port)
