"""What we keep in step outside: one shape for SCIM servers, directories and files. No tables are known here."""

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.kinds import KINDS, Kind, connector_for
from grunnmur.access.connectors.port import (
    Change,
    Connection,
    Connector,
    Operation,
    Outcome,
    Place,
    Seen,
    Who,
)

__all__ = [
    "KINDS",
    "Change",
    "Connection",
    "Connector",
    "ConnectorError",
    "Fault",
    "Kind",
    "Operation",
    "Outcome",
    "Place",
    "Seen",
    "Who",
    "connector_for",
]
