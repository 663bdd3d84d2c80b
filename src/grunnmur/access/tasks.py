"""The jobs of access."""

from uuid import UUID

from procrastinate.contrib.django import app

from grunnmur.access.actions import desk
from grunnmur.access.models import DeskVisit
from grunnmur.access.rules.desk import Visit, Visitor
from grunnmur.core.metrics import counted_job
from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant, tenant

CLOSE_VISITS = "grunnmur.access.tasks.close_desk_visits"


@app.task(name=CLOSE_VISITS, retry=3)
def close_desk_visits(tenant_id: str) -> None:
    """Say that visits whose hour has passed are over; a second time does nothing."""
    with counted_job(CLOSE_VISITS), tenant(UUID(tenant_id)):
        desk.close_ended_visits()


def open_desk_access(visitor: Visitor, visit: Visit, *, by: Actor) -> DeskVisit:
    """Let somebody in, and have a job at the hour it ends. Raises as `actions.desk.open_desk_access`."""
    found = desk.open_desk_access(visitor, visit, by=by)
    close_desk_visits.configure(schedule_at=found.ends_at).defer(tenant_id=str(current_tenant().pk))
    return found
