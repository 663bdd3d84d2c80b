"""Who had what, when and why, for programs that read; every answer about people is in the log of reads."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Query, Schema

from grunnmur.access.api.reads import Limit, NamedAccessOut, WhyOut, days_of, why_facts
from grunnmur.access.api.routes import router
from grunnmur.access.queries.audit.accesses import AuditPage, AuditRow, audit
from grunnmur.access.queries.audit.chain import Step, explained
from grunnmur.access.queries.audit.words import what_happened
from grunnmur.access.rules import HIGHEST_RISK
from grunnmur.access.rules.audit import Asked
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request


class AuditIn(Schema):
    """How the audit is narrowed. unit: with all below it. risk: this or higher. cause: `rule`, or how it was given.

    q: part of a person's name. Grunnmur's own permissions come only when its resource or a role is asked for.
    """

    q: str = Field("", max_length=100)
    person: UUID | None = None
    unit: UUID | None = None
    resource: UUID | None = None
    permission: UUID | None = None
    role: UUID | None = None
    risk: int = Field(1, ge=1, le=HIGHEST_RISK)
    cause: str = Field("", max_length=20)


class AuditAccessOut(Schema):
    """Somebody had something on these days; no last day means no end. because: in the caller's language."""

    person: NamedAccessOut
    unit: str
    permission: NamedAccessOut
    risk: int
    first_day: date | None
    last_day: date | None
    roles: list[str]
    because: list[str]


class AuditChangeOut(AuditAccessOut):
    """Something began, ended or was held back on a day. what: `began`, `ended` or `withheld`; text: in words."""

    day: date
    what: str
    text: str


class AuditAccessesOut(Schema):
    """A page of accesses by person and resource; `next` goes into `after`, empty on the last page.

    rows and persons: how many there are in all.
    """

    items: list[AuditAccessOut]
    rows: int
    persons: int
    next: str


class AuditChangesOut(Schema):
    """A page of changes by day; as a page of accesses."""

    items: list[AuditChangeOut]
    rows: int
    persons: int
    next: str


class AuditStepOut(Schema):
    """One deed on the way to an access; by: blank for Grunnmur itself."""

    title: str
    text: str
    by: str
    at: datetime
    rule_id: UUID | None


class AuditWhyOut(WhyOut):
    """Why somebody had a permission on a day, or why not, and what was done for it, the first deed first."""

    steps: list[AuditStepOut]


@router.get("/audit/accesses", response=AuditAccessesOut)
def audit_accesses(
    request: Request, narrowed: Query[AuditIn], on: date | None = None, after: str = "", limit: Limit = 50
) -> AuditAccessesOut:
    """Return who had what on a day."""
    found = _audited(request, Asked(on=on or today(), **_asked(narrowed)), after=after, limit=limit)
    items = [AuditAccessOut(**_facts(row)) for row in found.rows]
    return AuditAccessesOut(items=items, rows=found.row_count, persons=found.person_count, next=found.next)


@router.get("/audit/changes", response=AuditChangesOut)
def audit_changes(
    request: Request, narrowed: Query[AuditIn], first: date, last: date, after: str = "", limit: Limit = 50
) -> AuditChangesOut:
    """Return what began, ended and was held back between two days, both included."""
    asked = Asked(on=last, first=min(first, last), last=last, **_asked(narrowed))
    found = _audited(request, asked, after=after, limit=limit)
    items = [AuditChangeOut(**_facts(row), day=row.day, what=row.what, text=what_happened(row)) for row in found.rows]
    return AuditChangesOut(items=items, rows=found.row_count, persons=found.person_count, next=found.next)


@router.get("/audit/people/{uuid:person_id}/why", response=AuditWhyOut)
def audit_why(request: Request, person_id: UUID, permission: UUID, on: date | None = None) -> AuditWhyOut:
    """Explain why somebody had a permission on a day by every route, and who decided and did what."""
    found, steps = explained(person_id, permission, on=on or today(), seen_by=request.user)
    record_reads([person_id], by=request.user, what="access.audit")
    return AuditWhyOut(**why_facts(found, person_id, permission), steps=[_step(step) for step in steps])


def _asked(narrowed: AuditIn) -> dict[str, Any]:  # Any: the fields of a question
    facts = narrowed.dict()
    return {"name": facts.pop("q"), **facts}


def _audited(request: Request, asked: Asked, *, after: str, limit: int) -> AuditPage:
    found = audit(asked, seen_by=request.user, after=after, limit=limit)
    record_reads({row.person_id for row in found.rows}, by=request.user, what="access.audit")
    return found


def _facts(row: AuditRow) -> dict[str, Any]:  # Any: the fields of an access
    return {
        "person": NamedAccessOut(id=row.person_id, name=row.person),
        "unit": row.unit,
        "permission": NamedAccessOut(id=row.permission_id, name=row.name),
        "risk": row.risk,
        "roles": sorted({cause.role for cause in row.causes if cause.role}),
        "because": list(dict.fromkeys(cause.origin.sentence for cause in row.causes)),
        **days_of(row.valid),
    }


def _step(step: Step) -> AuditStepOut:
    return AuditStepOut(title=step.title, text=step.text, by=step.by, at=step.at, rule_id=step.rule_id)
