"""What an auditor reads, in words."""

from django.utils.translation import gettext as _

from grunnmur.access.models import Withheld
from grunnmur.access.queries.audit.accesses import BEGAN, ENDED, AuditRow


def what_happened(row: AuditRow) -> str:
    """Return what a change was: began, ended, or held back and why."""
    if row.what == BEGAN:
        return _("Began")
    if row.what == ENDED:
        return _("Ended")
    cause = str(dict(Withheld.Cause.choices).get(row.withheld_by, row.withheld_by))
    return _("Held back: %(cause)s") % {"cause": cause}
