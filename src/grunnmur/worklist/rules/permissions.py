"""What one may do with others' tasks, and with the yearly wheel."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Permission, StartRole, declare

SEE_TEAM = "worklist.see_team"
ASSIGN = "worklist.assign"
PLAN_WHEEL = "worklist.plan_wheel"

declare(
    Permission(SEE_TEAM, _("See the tasks of a unit"), needs_unit=True, roles=(StartRole.LEADER,)),
    Permission(ASSIGN, _("Give tasks of a unit to people"), needs_unit=True, roles=(StartRole.LEADER,)),
    Permission(PLAN_WHEEL, _("Plan the yearly wheel of a unit"), needs_unit=True, roles=(StartRole.LEADER,)),
)
