"""The history of a case as entries of a timeline, in words."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.formats import day
from grunnmur.core.history import Change
from grunnmur.landscape.models import ChangeCase
from grunnmur.landscape.views.shown import Context

TOLD: Mapping[str, Promise] = {
    "why": gettext_lazy("Why?"),
    "planned date": gettext_lazy("Planned day"),
    "status": gettext_lazy("State"),
    "decision note": gettext_lazy("Reason for the decision"),
}
NOTHING = "None"  # how history writes that there is no value


def entries(changes: Iterable[Change], case: ChangeCase) -> list[Context]:
    """Return what happened to a case itself; changes that mean nothing to a reader are left out."""
    told = (_entry(change, case) for change in changes)
    return [entry for entry in told if entry]


def _entry(change: Change, case: ChangeCase) -> Context:
    if change.kind == "insert":
        return {"title": _("The case was opened"), "by": change.by, "at": change.at}
    fields = [
        {"label": str(TOLD[name]), "before": _value(name, before, case), "after": _value(name, after, case)}
        for name, before, after in change.fields
        if name in TOLD
    ]
    return {"title": _("Changed"), "by": change.by, "at": change.at, "changes": fields} if fields else {}


def _value(name: str, value: str, case: ChangeCase) -> str:
    if value == NOTHING:
        return ""
    if name == "status":
        return str(ChangeCase.Status(value).label)
    column = case._meta.get_field("planned_date")
    return day(column.to_python(value)) if name == "planned date" else value
