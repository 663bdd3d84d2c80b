"""Read and understood."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema

from grunnmur.core.http import Request
from grunnmur.publishing import actions, queries
from grunnmur.publishing.api.routes import router
from grunnmur.publishing.queries import ReadingDuty


class DutyOut(Schema):
    """Something the caller has to read, and the roles she has it for."""

    id: UUID
    code: str
    title: str
    version: str
    because: list[str]
    due_date: date
    confirmed_at: datetime | None


@router.get("/reading/mine", response=list[DutyOut])
def mine(request: Request) -> list[DutyOut]:
    """Return what the caller still has to read, the earliest due first."""
    return [_duty(row) for row in queries.my_reading(seen_by=request.user)]


@router.post("/reading/{duty_id}/confirm", response=DutyOut)
def confirm(request: Request, duty_id: UUID) -> DutyOut:
    """Say that one has read and understood."""
    actions.confirm_reading(duty_id, by=request.user)
    return _duty(queries.find_duty(duty_id, seen_by=request.user))


def _duty(row: ReadingDuty) -> DutyOut:
    version = row.demand.version
    return DutyOut(
        id=row.pk,
        code=version.item.code,
        title=version.item.title,
        version=str(version),
        because=list(row.because),
        due_date=row.due_date,
        confirmed_at=row.confirmed_at,
    )
