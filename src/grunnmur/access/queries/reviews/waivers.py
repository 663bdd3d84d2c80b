"""The exceptions from role conflicts that a review asks about."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from grunnmur.access.models import ConflictSide, RoleContent, Waiver
from grunnmur.access.rules.reviews import RISKY, Kind, Scope, Subject

RISK_OF_WAIVER = RISKY  # so that each is looked at by itself, whatever it lets somebody have


def waivers_within(
    scope: Scope, persons: Collection[UUID] | None, permissions: Collection[UUID] | None, *, on: date
) -> list[Subject]:
    """Return the exceptions that run on a day, of these persons, from conflicts about these levels or roles.

    persons, permissions: None = all. One statement.
    """
    rows = Waiver.objects.filter(valid__contains=on)
    if persons is not None:
        rows = rows.filter(person_id__in=persons)
    sides = ConflictSide.objects.filter(conflict=OuterRef("conflict"))
    if permissions is not None:
        roles = RoleContent.objects.filter(permission_id__in=permissions, valid__contains=on).values("role_id")
        rows = rows.filter(Exists(sides.filter(Q(permission_id__in=permissions) | Q(role_id__in=roles))))
    if scope.roles:
        rows = rows.filter(Exists(sides.filter(role_id__in=scope.roles)))
    return [Subject(Kind.WAIVER, pk, person) for pk, person in rows.order_by("id").values_list("pk", "person_id")]
