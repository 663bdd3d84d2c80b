"""What one may do in the flow factory."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Permission, StartRole, declare

SEE = "publishing.see"
MODEL = "publishing.model"
ASSURE = "publishing.assure"
APPROVE = "publishing.approve"
STAND_IN = "publishing.stand_in"
LEAD_LINE = "publishing.lead_line"
RUN_FACTORY = "publishing.run_factory"
SEE_READING = "publishing.see_reading"

declare(
    Permission(SEE, _("See what is on its way in the flow factory"), roles=(StartRole.MODELLER, StartRole.FLOW_CHIEF)),
    Permission(
        MODEL,
        _("Make drafts in the lines that work for a unit"),
        needs_unit=True,
        roles=(StartRole.MODELLER, StartRole.FLOW_CHIEF),
    ),
    Permission(ASSURE, _("Assure the quality of drafts in the lines that work for a unit"), needs_unit=True),
    Permission(APPROVE, _("Approve what a unit owns"), needs_unit=True, is_audience=True, roles=(StartRole.LEADER,)),
    Permission(
        STAND_IN,
        _("Approve in the place of somebody one stands in for"),
        needs_unit=True,
        roles=(StartRole.EMPLOYEE,),
    ),
    Permission(LEAD_LINE, _("Lead the lines that work for a unit"), needs_unit=True, roles=(StartRole.FLOW_CHIEF,)),
    Permission(
        RUN_FACTORY,
        _("Set up the flow factory: lines and who approves"),
        is_audience=True,
        roles=(StartRole.FLOW_CHIEF,),
    ),
    Permission(
        SEE_READING, _("See how many have read what they should"), needs_unit=True, roles=(StartRole.FLOW_CHIEF,)
    ),
)
