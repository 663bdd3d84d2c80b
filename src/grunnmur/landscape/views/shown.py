"""How elements are put for the screen, and the way to every page of the map."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import type_name, type_names
from grunnmur.landscape.rules.grades import GRADE_COLORS, grade_name

Context = dict[str, Any]  # what a template shows
Step = dict[str, str]
LIFECYCLE_COLORS: Mapping[str, str] = {
    Element.Lifecycle.PLANNED: "info",
    Element.Lifecycle.ACTIVE: "success",
    Element.Lifecycle.PHASING_OUT: "warning",
    Element.Lifecycle.ENDED: "neutral",
}


def element_url(element_id: UUID) -> str:
    """Return the address of an element's page."""
    return reverse("landscape:element", args=[element_id])


def list_url(element_type: str, **narrowed: str) -> str:
    """Return the address of the list of a type, narrowed."""
    return address(reverse("landscape:elements", args=[element_type]), narrowed)


def address(path: str, asked: Mapping[str, Any]) -> str:  # Any: texts, or lists of them
    """Return a path with what is asked for after it; what is blank is left out."""
    given = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def trail(*steps: tuple[str, str], last: str) -> list[Step]:
    """Return the breadcrumbs of a page: the map, (label, address) of the pages above, then this page."""
    above = [{"label": _("Map"), "url": reverse("landscape:front")}]
    return [*above, *({"label": label, "url": url} for label, url in steps), {"label": last}]


def element_trail(element: Element, *, last: str = "") -> list[Step]:
    """Return the breadcrumbs of a page about an element; `last` if it is not its first one."""
    steps = [(type_names(element.type), list_url(element.type))]
    if last:
        steps.append((element.name, element_url(element.pk)))
    return trail(*steps, last=last or element.name)


def owner_name(element: Element) -> str:
    """Return who owns an element, in words: its unit, else its function; blank for nobody."""
    owner = element.owner_unit or element.owner_function
    return str(owner.name) if owner else ""


def rows(elements: Iterable[Element]) -> list[Context]:
    """Return elements of several types as rows of components/rows.html."""
    return [
        {
            "title": element.name,
            "url": element_url(element.pk),
            "text": owner_name(element) or _("Nobody owns this yet."),
            "meta": type_name(element.type),
            "tag": grade_name(element.criticality) if element.criticality else "",
            "tag_color": GRADE_COLORS[element.criticality],
        }
        for element in elements
    ]
