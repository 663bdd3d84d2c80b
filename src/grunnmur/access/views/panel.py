"""What stands about access on a person's page, for those who may see it."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grunnmur.access import queries
from grunnmur.access.queries.roles import granted_roles, things_held
from grunnmur.access.queries.sight import units_of
from grunnmur.access.queries.things import may_give_somewhere, may_see_things
from grunnmur.access.rules import GIVE, horizon
from grunnmur.access.views.requests.exceptions import apart_rows
from grunnmur.access.views.shown import Context, grouped
from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.links import Ref
from grunnmur.core.panels import Panel
from grunnmur.core.permissions import Actor, may, person_of

HEADING = _("Roles and accesses")


def person_panel(ref: Ref, seen_by: Actor, request: Request) -> Panel | None:
    """Return a person's roles and accesses on the page's day; None for who may not see them.

    What others read is logged.
    """
    if not queries.sees_access(ref.id, seen_by=seen_by):
        return None
    is_me = person_of(seen_by) == ref.id
    if not is_me:
        record_reads([ref.id], by=seen_by, what="access.person")
    on = DayForm(request.GET).day()
    context: Context = {"on": on, "is_today": on == today(), "person_id": ref.id, "is_me": is_me}
    if on < horizon(today()):
        return Panel(HEADING, "access/person_panel.html", context | {"begins": horizon(today())})
    may_give = not is_me and any(may(seen_by, GIVE, at=unit) for unit in units_of(ref.id))
    context |= {
        "roles": _roles(ref.id, on=on, may_give=may_give),
        "groups": grouped(queries.accesses_of([ref.id], on=on)[ref.id], on=on, seen_by=seen_by),
        "apart": apart_rows(ref.id, on=on, seen_by=seen_by),
        "things": things_held(ref.id),
        "has_thing_pages": is_me or may_see_things(seen_by),
        "hand_out_url": reverse("access:hand_out", args=[ref.id]) if not is_me and may_give_somewhere(seen_by) else "",
        "give_url": reverse("access:give", args=[ref.id]) if may_give else "",
        "picture_url": reverse("access:person_access", args=[ref.id]) if may_give else "",
    }
    return Panel(HEADING, "access/person_panel.html", context)


def _roles(person: UUID, *, on: date, may_give: bool) -> list[Context]:
    granted = granted_roles(person, on=today()) if may_give else frozenset()
    return [
        {
            "role": role,
            "days": queries.days_text(role.valid),
            "is_future": role.valid.is_future(on),
            "take_url": reverse("access:take_away", args=[person, role.role_id]) if role.role_id in granted else "",
        }
        for role in queries.roles_of([person], on=on)[person]
    ]
