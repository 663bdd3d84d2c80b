"""Whole runs: everything due is sent, a target is read. What waits for the network is in no transaction.

Each step opens the municipality itself; a step that dies leaves what the next run needs to go on.
"""

from uuid import UUID

import structlog

from grunnmur.access.actions.targets.observe import note_unreadable, take_observation
from grunnmur.access.actions.targets.reach import connector_of
from grunnmur.access.actions.targets.send import settle, take_batch
from grunnmur.access.connectors import ConnectorError
from grunnmur.access.models import Target
from grunnmur.access.rules.targets import UnreachableError
from grunnmur.core.clock import now
from grunnmur.core.models import Tenant
from grunnmur.core.tenancy import tenant

MOST_BATCHES = 200  # in one run; the next goes on
log = structlog.get_logger("grunnmur.targets")


def push(municipality: Tenant | UUID, target_id: UUID) -> int:
    """Send everything that is due to a target; returns how many changes were done."""
    done = 0
    for _batch in range(MOST_BATCHES):
        with tenant(municipality):
            batch = take_batch(target_id, at=now())
        if batch is None:
            break
        outcomes = [*batch.refused, *batch.connector.apply(batch.changes)]
        with tenant(municipality):
            done += settle(target_id, outcomes, at=now())
    return done


def observe(municipality: Tenant | UUID, target_id: UUID) -> int:
    """Read a target whole and note what differs; returns how many accounts it has. Raises UnreachableError."""
    with tenant(municipality):
        started_at = now()
        connector = connector_of(Target.objects.get(pk=target_id))
    try:
        seen = list(connector.observe())
    except ConnectorError as error:
        with tenant(municipality):
            note_unreadable(target_id, error.fault)
        log.warning("target could not be read", target=str(target_id), fault=error.fault.message)
        raise UnreachableError(str(error)) from error
    with tenant(municipality):
        take_observation(target_id, seen, started_at=started_at, at=now())
    return len(seen)
