"""What stands around every page about one element: its head, its owner, its tabs."""

from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.permissions import scope_of
from grunnmur.landscape.actions.searching import OWN_TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.rules import EDIT, RELATE, owns, type_name
from grunnmur.landscape.rules.grades import GRADE_COLORS, grade_name
from grunnmur.landscape.views.own_tabs import OWN_TABS
from grunnmur.landscape.views.shown import LIFECYCLE_COLORS, Context, element_trail
from grunnmur.organisation import queries as organisation

WITHOUT_LEADER = frozenset({"dependencies", "figure"})  # pages whose statements go to the answer


def element_of(request: Request, element_id: UUID) -> Element:
    """Return the element a page is about. Raises Element.DoesNotExist, also for one she may not know of."""
    return find_element(element_id, seen_by=request.user)


def frame(request: Request, element: Element, *, tab: str) -> Context:
    """Return the head and the tabs. tab: the name of the address of the page. Two statements at most."""
    labels: dict[str, Promise | str] = {
        "element": _("Overview"),
        **OWN_TABS.get(element.type, {}),
        "element_relations": _("Relations"),
        "dependencies": _("Dependency"),
        "figure": _("Figure"),
        "element_history": _("History"),
    }
    return {
        "element": element,
        "type_name": type_name(element.type),
        "tags": _tags(element),
        "owner": _owner(element, request, names_leader=tab not in WITHOUT_LEADER),
        "tabs": [
            {"label": label, "url": reverse(f"landscape:{name}", args=[element.pk]), "is_current": name == tab}
            for name, label in labels.items()
        ],
        "may_edit": may_edit(request, element),
        "may_relate": may_relate(request, element),
        "breadcrumbs": element_trail(element, last="" if tab == "element" else str(labels[tab])),
    }


def may_edit(request: Request, element: Element) -> bool:
    """Tell whether she may change the element here: its type is the map's own, it is hers, and on the map."""
    return element.type in OWN_TYPES and element.retired_at is None and owns(request.user, EDIT, element)


def may_relate(request: Request, element: Element) -> bool:
    """Tell whether she may say that it hangs together with something: it is hers, or she has things of her own."""
    is_here = element.retired_at is None
    return is_here and (bool(scope_of(request.user, RELATE)) or owns(request.user, RELATE, element))


def _tags(element: Element) -> list[Context]:
    tags = [{"label": element.get_lifecycle_display(), "color": LIFECYCLE_COLORS[element.lifecycle]}]
    if element.criticality:
        label = _("Criticality: %(grade)s") % {"grade": grade_name(element.criticality).lower()}
        tags.append({"label": label, "color": GRADE_COLORS[element.criticality]})
    if element.retired_at:
        tags.append({"label": _("No longer on the map"), "color": "neutral"})
    return tags


def _owner(element: Element, request: Request, *, names_leader: bool) -> Context:
    """Return who owns the element: the unit with whoever leads it today, and the function."""
    unit, function = element.owner_unit, element.owner_function
    if unit is None:
        return {"function": function.name if function else ""}
    led = organisation.named_leaders([unit.pk], on=today()).get(unit.pk) if names_leader else None
    leader = organisation.names_of([led.person_id], seen_by=request.user).get(led.person_id, "") if led else ""
    return {
        "unit": unit.name,
        "unit_url": reverse("organisation:unit", args=[unit.pk]),
        "is_closed": today() not in unit.valid,
        "leader": leader,
        "leader_url": reverse("organisation:person", args=[led.person_id]) if led and leader else "",
        "function": function.name if function else "",
    }
