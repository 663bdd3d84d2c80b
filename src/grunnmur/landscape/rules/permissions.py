"""Who may do what on the map."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Permission, StartRole, declare

SEE = "landscape.see"
EDIT = "landscape.edit"
RELATE = "landscape.relate"
EDIT_CATALOGUE = "landscape.edit_catalogue"
IMPORT = "landscape.import"
EXPORT = "landscape.export"
EXPORT_SECURITY = "landscape.export_security"
PLAN_CHANGE = "landscape.plan_change"
DECIDE_CHANGE = "landscape.decide_change"

OWNERS = (StartRole.LEADER, StartRole.ACCESS_OFFICER, StartRole.PRIVACY_OFFICER)
KEEPERS = (StartRole.ACCESS_OFFICER, StartRole.PRIVACY_OFFICER)

declare(
    Permission(SEE, _("See the map of what hangs together"), roles=(StartRole.EMPLOYEE,)),
    Permission(EDIT, _("Change what a unit owns on the map"), needs_unit=True, roles=OWNERS),
    Permission(RELATE, _("Say how things on the map hang together"), needs_unit=True, roles=OWNERS),
    Permission(EDIT_CATALOGUE, _("Change categories of personal data"), roles=(StartRole.PRIVACY_OFFICER,)),
    Permission(IMPORT, _("Import the map from files"), is_audience=True, roles=KEEPERS),
    Permission(EXPORT, _("Take files out of the map"), roles=(*OWNERS, StartRole.FLOW_CHIEF)),
    Permission(
        EXPORT_SECURITY, _("Take files with facts about security out of the map"), roles=(StartRole.PRIVACY_OFFICER,)
    ),
    Permission(PLAN_CHANGE, _("Plan changes of the map"), roles=(*OWNERS, StartRole.FLOW_CHIEF)),
    Permission(DECIDE_CHANGE, _("Decide on changes of the map"), is_audience=True, roles=KEEPERS),
)
