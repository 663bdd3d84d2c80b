"""The front page of the map."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.formats import number, short_day
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require, scope_of
from grunnmur.core.templatetags.dates import here
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.forms.gaps import FEWEST
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.facts import facts_waiting
from grunnmur.landscape.queries.finding import matching
from grunnmur.landscape.queries.front import TypeCount, elements_of_own_units, own_units, type_counts
from grunnmur.landscape.queries.gaps import count_single_points, gap_counts
from grunnmur.landscape.rules import EDIT, EXPORT, IMPORT, SEE, type_name, type_names
from grunnmur.landscape.views.gaps import PAGES, SINGLE_POINTS
from grunnmur.landscape.views.shown import Context, list_url, owner_name, rows

OWNER = "landscape"
MOST_WAITING = 5


def front(request: Request) -> HttpResponse:
    """Ask what depends on what, and show how much there is on the map."""
    require(request.user, SEE)
    text = request.GET.get("q", "").strip()[:100]
    found = matching(text, seen_by=request.user) if text else []
    counts = type_counts(seen_by=request.user)
    context = {
        "text": text,
        "found": [_hit(one) for one in found],
        "cards": [_card(one) for one in counts if one.count],
        "empty_types": [
            {"label": type_names(one.type), "url": list_url(one.type)}
            for one in counts
            if not one.count and TYPES[one.type].owner == OWNER
        ],
        "is_empty": not any(one.count for one in counts if TYPES[one.type].owner == OWNER),
        "gaps": _gaps(request),
        "waiting": _waiting(request),
        "own": rows(elements_of_own_units(seen_by=request.user)),
        "import_url": reverse("landscape:imports") if scope_of(request.user, IMPORT) else "",
        "export_url": reverse("landscape:export") if scope_of(request.user, EXPORT) else "",
        "add_url": reverse("landscape:system_add") if scope_of(request.user, EDIT) else "",
        "breadcrumbs": [{"label": _("Map")}],
    }
    return page(request, "landscape/front.html", context, partial="found")


def _hit(element: Element) -> dict[str, str]:
    return {
        "title": element.name,
        "url": reverse("landscape:dependencies", args=[element.pk]),
        "text": owner_name(element),
        "meta": type_name(element.type),
    }


def _waiting(request: Request) -> list[Context]:
    """Return the systems of her own units with most questions that wait for an answer."""
    units = own_units(request.user)
    found = facts_waiting(units, seen_by=request.user, limit=MOST_WAITING) if units else []
    return [
        {
            "title": one.element.name,
            "url": reverse("landscape:system_facts", args=[one.element.pk]),
            "text": _unanswered(one.missing),
            "meta": ngettext("needed by %(count)s", "needed by %(count)s", one.needed_by) % {"count": one.needed_by},
        }
        for one in found
    ]


def _unanswered(count: int) -> str:
    told = ngettext("%(count)s question without an answer", "%(count)s questions without an answer", count)
    return told % {"count": count}


def _gaps(request: Request) -> list[dict[str, str]]:
    """Return the lists of what should be done, with how much there is on each."""
    counts = {f"gap_{gap}": count for gap, count in gap_counts(seen_by=request.user).items()}
    counts[SINGLE_POINTS] = count_single_points(at_least=FEWEST, seen_by=request.user)
    return [
        {
            "label": str(label),
            "url": reverse(f"landscape:{name}"),
            "count": number(counts[name]),
            "text": str(lead),
        }
        for name, (label, lead) in PAGES.items()
    ]


def _card(one: TypeCount) -> dict[str, str]:
    changed = _("Changed %(day)s") % {"day": short_day(here(one.changed_at).date())} if one.changed_at else ""
    return {
        "label": type_names(one.type),
        "count": number(one.count),
        "changed": changed,
        "url": list_url(one.type),
    }
