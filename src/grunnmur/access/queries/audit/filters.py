"""What an auditor can narrow by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grunnmur.access.models import Grant, Permission, Resource, Role
from grunnmur.access.queries.choices import Choice, unit_source
from grunnmur.access.queries.roles import name_key
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core.permissions import Actor, require

BY_RULE = "rule"


@dataclass(frozen=True)
class Filters:
    """Choices for each field, by name; levels are those of the chosen resource."""

    units: Sequence[Choice]
    resources: Sequence[Choice]
    levels: Sequence[Choice]
    roles: Sequence[Choice]
    causes: Sequence[Choice]


def audit_filters(resource: str, *, seen_by: Actor) -> Filters:
    """Return what can be chosen. Four statements. Raises PermissionDenied (needs access.audit).

    resource: the chosen one's id, whose levels are offered; blank = none.
    """
    require(seen_by, AUDIT)
    resources = list(Resource.objects.order_by(name_key(), "id").values_list("pk", "name"))
    levels = Permission.objects.filter(resource__in=[pk for pk, _name in resources if str(pk) == resource])
    roles = Role.objects.exclude(state=Role.State.DRAFT).order_by(name_key(), "id")
    return Filters(
        units=list(unit_source().rows.items()),
        resources=[(str(pk), name) for pk, name in resources],
        levels=[(str(one.pk), one.level or one.key) for one in levels.order_by("level", "id")],
        roles=[(str(pk), name) for pk, name in roles.values_list("pk", "name")],
        causes=[(BY_RULE, _("By a rule")), *((value, str(label)) for value, label in Grant.Source.choices)],
    )
