"""The desk: who may let people in for some hours, and how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Permission, StartRole, declare

DESK = "access.desk"
LONGEST = timedelta(hours=24)
MANY_DAYS, WITHIN_DAYS = 10, 30  # more days than this within so many: somebody should employ her

declare(
    Permission(
        DESK,
        _("Let people in for some hours at the desk of a unit"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.ACCESS_OFFICER),
    ),
)


class NotForTheDeskError(DomainError):
    """This role, or this length of time, is not for the desk."""


class VisitOverError(DomainError):
    """The access has ended already."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who stands at the desk. person_id: somebody known; else name (given, then family) and phone of somebody new.

    identity_checked_by: who looked at her papers; what they said is not written down.
    """

    identity_checked_by: str
    person_id: UUID | None = None
    name: str = ""
    phone: str = ""
    agency: str = ""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Where, with which role, and until when."""

    unit_id: UUID
    role_id: UUID
    ends_at: datetime
