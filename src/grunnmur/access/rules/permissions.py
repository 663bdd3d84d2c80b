"""What somebody may do in access."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Permission, StartRole, declare

DEFINE = "access.define"
ROLES = "access.roles"
RULES = "access.rules"
GIVE = "access.give"
SEE = "access.see"
OFFICER = "access.officer"
TARGETS = "access.targets"
AUDIT = "access.audit"
MINE = "access.mine"
REVIEW = "access.review"
RELEASE_PLAN = "access.release_plan"
WAIVE = "access.waive"

declare(
    Permission(DEFINE, _("Register systems and other resources"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(ROLES, _("Make roles and change what is in them"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(RULES, _("Make rules that give roles"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(
        GIVE,
        _("Give and take away access for people in a unit"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.ACCESS_OFFICER),
    ),
    Permission(
        SEE,
        _("See what people in a unit have access to"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.PERSONNEL, StartRole.ACCESS_OFFICER, StartRole.PRIVACY_OFFICER),
    ),
    Permission(
        OFFICER, _("Fulfil and follow up access everywhere"), is_audience=True, roles=(StartRole.ACCESS_OFFICER,)
    ),
    Permission(REVIEW, _("Open reviews of access and follow them up"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(WAIVE, _("Allow exceptions from role conflicts"), is_audience=True, roles=(StartRole.ACCESS_OFFICER,)),
    Permission(TARGETS, _("Connect other systems, and see what they tell"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(
        AUDIT, _("Read who had what access, and who has looked at personal data"), roles=(StartRole.PRIVACY_OFFICER,)
    ),
    Permission(MINE, _("Load what people have today, and propose roles from it"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(
        RELEASE_PLAN,
        _("Release what a target would take away from many at once"),
        is_audience=True,
        roles=(StartRole.ACCESS_OFFICER,),
    ),
)
