"""Lists of what somebody should do something about, each row with its next step."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require
from grunnmur.landscape.forms.gaps import GapForm
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.gaps import LOOKED_AT, USES, Gap, SinglePoint, elements_with, single_points
from grunnmur.landscape.rules import SEE, type_name, type_names
from grunnmur.landscape.rules.details import DETAILS
from grunnmur.landscape.views.frame import may_edit, may_relate
from grunnmur.landscape.views.shown import Context, Step, address, element_url, owner_name, trail

SINGLE_POINTS = "single_points"
PAGES: dict[str, tuple[Promise, Promise]] = {
    "gap_owner": (
        gettext_lazy("Without owner"),
        gettext_lazy("Nobody answers for these: no function, and no unit that still exists."),
    ),
    "gap_relations": (
        gettext_lazy("Without relations"),
        gettext_lazy(
            "Nobody has said what these hang together with, so the map cannot tell what happens when they stop."
        ),
    ),
    SINGLE_POINTS: (
        gettext_lazy("Single points of failure"),
        gettext_lazy(
            "Required steps of several processes have only this to lean on. Is there a plan for when it stops?"
        ),
    ),
    "gap_use": (
        gettext_lazy("Used by nobody"),
        gettext_lazy(
            "Systems that support no work, and information that no work reads or records. Are they still needed?"
        ),
    ),
}
FIRST_USES = {"system": ("supports", "out"), "information": ("reads", "in")}


def gap(request: Request, missing: str) -> HttpResponse:
    """Show the things that something is missing for."""
    require(request.user, SEE)
    asked, kind = GapForm(request.GET).values(), Gap(missing)
    found = elements_with(kind, element_type=asked["type"], seen_by=request.user, after=asked["after"])
    name = f"gap_{missing}"
    here = reverse(f"landscape:{name}")
    types = tuple(USES) if kind is Gap.USE else LOOKED_AT
    context = _frame(name) | {
        "rows": [_row(one) | {"steps": _steps(request, one, kind)} for one in found.rows],
        "types": [(code, type_names(code)) for code in types],
        "type": asked["type"],
        "next_url": address(here, {"type": asked["type"], "after": found.next}) if found.next else "",
        "clear_url": here if asked["type"] else "",
    }
    return page(request, "landscape/gaps.html", context, partial="rows")


def points(request: Request) -> HttpResponse:
    """Show what several processes depend on alone."""
    require(request.user, SEE)
    at_least = GapForm(request.GET).values()["at_least"]
    found = single_points(at_least=at_least, seen_by=request.user)
    context = _frame(SINGLE_POINTS) | {
        "rows": [_point(one) for one in found],
        "at_least": str(at_least),
        "at_least_choices": [(str(one), _at_least(one)) for one in sorted({1, 2, 3, 5, 10, at_least})],
    }
    return page(request, "landscape/gaps.html", context, partial="rows")


def _at_least(count: int) -> str:
    return ngettext("%(count)s process or more", "%(count)s processes or more", count) % {"count": count}


def _frame(name: str) -> Context:
    heading, lead = PAGES[name]
    return {
        "title": heading,
        "lead": lead,
        "tabs": [
            {"label": label, "url": reverse(f"landscape:{one}"), "is_current": one == name}
            for one, (label, _lead) in PAGES.items()
        ],
        "breadcrumbs": trail(last=str(heading)),
    }


def _row(element: Element) -> Context:
    return {
        "name": element.name,
        "url": element_url(element.pk),
        "type": type_name(element.type),
        "owner": owner_name(element),
        "told": "",
    }


def _point(one: SinglePoint) -> Context:
    told = ngettext("%(count)s process", "%(count)s processes", one.processes) % {"count": one.processes}
    step = {"label": _("See what depends on it"), "url": reverse("landscape:dependencies", args=[one.element.pk])}
    return _row(one.element) | {"told": told, "steps": [step]}


def _steps(request: Request, element: Element, kind: Gap) -> list[Step]:
    """Return what she may do about it next; nothing when it is not hers to do."""
    steps = []
    relate = reverse("landscape:relate", args=[element.pk])
    if kind is Gap.OWNER and may_edit(request, element) and element.type in DETAILS:
        url = reverse(f"landscape:{element.type}_details", args=[element.pk])
        steps.append({"label": _("Give it an owner"), "url": url})
    if kind is Gap.RELATIONS and may_relate(request, element):
        steps.append({"label": _("Add a relation"), "url": relate})
    if kind is Gap.USE and may_relate(request, element):
        first, way = FIRST_USES[element.type]
        steps.append({"label": _("Say who uses it"), "url": address(relate, {"kind": first, "way": way})})
    if kind is Gap.USE and may_edit(request, element):
        steps.append({"label": _("Take off the map"), "url": reverse("landscape:retire_element", args=[element.pk])})
    return steps
