"""The kinds of systems, and what each asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grunnmur.access.connectors.csv_drop import CsvDrop
from grunnmur.access.connectors.ldap.connector import active_directory, open_directory
from grunnmur.access.connectors.port import Connection, Connector
from grunnmur.access.connectors.scim.connector import ScimConnector


@dataclass(frozen=True)
class Kind:
    """A kind of system: how a permission can lie in it, the options it wants and those it may have."""

    connect: Callable[[Connection], Connector]
    places: tuple[str, ...]
    wants: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    needs_secret: bool = True


KINDS: Mapping[str, Kind] = {
    "scim": Kind(ScimConnector, ("group", "attribute")),
    "ldap": Kind(
        open_directory,
        ("group", "attribute"),
        wants=("bind_dn", "user_base"),
        takes=("group_base", "member_attribute", "kept_out"),
    ),
    "ad": Kind(
        active_directory, ("group", "attribute"), wants=("bind_dn", "user_base"), takes=("group_base", "domain")
    ),
    "csv": Kind(CsvDrop, ("column",), needs_secret=False),
}


def connector_for(kind: str, connection: Connection) -> Connector:
    """Return what speaks with a system of this kind. Raises ConnectorError when the address cannot be right."""
    return KINDS[kind].connect(connection)
