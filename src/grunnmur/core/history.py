"""Who changed what, when and why: read back from pghistory's tables, and the log of reads beside it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.apps import apps
from django.db import models

from grunnmur.core.clock import now
from grunnmur.core.models import PersonalDataRead, TenantModel
from grunnmur.core.permissions import Actor, System

# Tenant models without history of their own, each with its reason.
WITHOUT_HISTORY = {
    "access.Digest": "a fingerprint of derived rows, which have their own history",
    "core.ImportFinding": "is written once, with the run it belongs to",
    "core.ImportLine": "is written once, with the run it belongs to",
    "core.PersonalDataRead": "is a log itself, and only added to",
    "core.SearchEntry": "is derived, and made again by search.rebuild",
    "core.SearchWord": "is derived, and counted again each night",
}


@dataclass(frozen=True)
class Change:
    """One line of a History tab. `fields` is (name, before, after); empty for what was made or removed.

    The values are as the database has them; `core.timeline` puts them into words.
    """

    model: type[TenantModel]
    at: datetime
    kind: str  # insert, update, delete
    by: str
    reason: str
    fields: tuple[tuple[str, str, str], ...]


def history_of(row: TenantModel, *, limit: int = 50) -> list[Change]:
    """Return the row's changes, newest first; one statement."""
    events = list(_event_model(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id")[: limit + 1])
    pairs = zip(events, [*events[1:], None], strict=True)
    return [_change(type(row), event, before) for event, before in pairs][:limit]


def _event_model(model: type[TenantModel]) -> Any:  # Any: made by pghistory at start-up
    return next(m for m in apps.get_models() if getattr(m, "pgh_tracked_model", None) is model)


def _change(model: type[TenantModel], event: Any, before: Any) -> Change:  # Any: rows of a model made at start-up
    context = event.pgh_context or {}
    return Change(
        model=model,
        at=event.pgh_created_at,
        kind=event.pgh_label,
        by=context.get("name", ""),
        reason=context.get("reason", ""),
        fields=tuple(_differences(event, before)) if event.pgh_label == "update" and before else (),
    )


def _differences(event: models.Model, before: models.Model) -> Iterable[tuple[str, str, str]]:
    for column in event._meta.concrete_fields:
        if column.name.startswith("pgh_") or column.name == "tenant_id":
            continue
        old, new = getattr(before, column.attname), getattr(event, column.attname)
        if old != new:
            yield str(column.verbose_name), str(old), str(new)


def record_reads(subjects: Collection[UUID], *, by: Actor, what: str) -> None:
    """Write that somebody looked at these persons' data; one statement. Grunnmur's own reads are not logged."""
    if isinstance(by, System):
        return
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    PersonalDataRead.objects.bulk_create(
        PersonalDataRead(
            reader_id=by.pk, reader_name=str(by), subject_id=subject, what=what, request_id=request_id, at=now()
        )
        for subject in subjects
    )
