"""Laws, and where they are used."""

from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.formats import number, period
from grunnmur.core.http import Request, page
from grunnmur.core.periods import Period
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries import laws as queries
from grunnmur.landscape.queries.laws import LawRow
from grunnmur.landscape.rules import type_name, type_names
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, element_url, list_url, trail


def laws(request: Request) -> HttpResponse:
    """Show the laws, whether they are in force, and how much hangs on each."""
    found = queries.laws(seen_by=request.user, after=request.GET.get("after", ""))
    context = {
        "rows": [_row(one) for one in found.rows],
        "next_url": f"?{urlencode({'after': found.next})}" if found.next else "",
        "list_url": list_url("law"),
        "breadcrumbs": trail((type_names("law"), list_url("law")), last=_("Where laws are used")),
    }
    return page(request, "landscape/laws.html", context)


def use(request: Request, element_id: UUID) -> HttpResponse:
    """Show what has its legal basis in one law."""
    law = element_of(request, element_id)
    if law.type != "law":
        raise Element.DoesNotExist
    found = queries.use_of(law.pk, seen_by=request.user)
    groups = [
        {"label": type_names(kind), "elements": [{"name": one.name, "url": element_url(one.pk)} for one in some]}
        for kind, some in groupby(found, key=lambda one: one.type)
    ]
    return page(request, "landscape/law_use.html", frame(request, law, tab="law_use") | {"groups": groups})


def _row(one: LawRow) -> Context:
    details = one.details
    standing = {
        True: (_("In force"), "success"),
        False: (_("Not in force"), "warning"),
        None: (_("Not said"), "neutral"),
    }
    label, color = standing[one.is_in_force(today())]
    return {
        "name": one.element.name,
        "url": element_url(one.element.pk),
        "kind": details.get_kind_display() if details else "",
        "citation": details.citation if details else "",
        "in_force": label,
        "color": color,
        "days": period(Period.from_range(details.in_force)) if details and details.in_force else "",
        "use": ", ".join(_counted(kind, count) for kind, count in sorted(one.used_by.items())),
        "use_url": reverse("landscape:law_use", args=[one.element.pk]),
    }


def _counted(kind: str, count: int) -> str:
    name = type_name(kind) if count == 1 else type_names(kind)
    return f"{number(count)} {name.lower()}"
