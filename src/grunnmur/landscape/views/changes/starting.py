"""From a thing on the map to a case about it: “What if this is retired?”."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.http import Request
from grunnmur.core.ids import id_in
from grunnmur.core.links import Ref
from grunnmur.core.panels import Panel
from grunnmur.core.permissions import Actor, may
from grunnmur.landscape.catalogue import PAIRS
from grunnmur.landscape.models import ChangeCase, Element
from grunnmur.landscape.queries.changes import cases_touching
from grunnmur.landscape.queries.elements import find_element, visible
from grunnmur.landscape.rules import PLAN_CHANGE
from grunnmur.landscape.rules.changes import Operation, RetireElement, Step
from grunnmur.landscape.views.changes.frame import CHANGE, STATUS_COLORS, case_url
from grunnmur.landscape.views.shown import Context, address

SUPPLIED = frozenset(dst for kind, _src, dst in PAIRS if kind == "supplies")
RULING = frozenset({"law", "requirement"})
UNIT = "unit"


@dataclass(frozen=True)
class Way:
    """One way to begin: the parameter that names the thing, the step it leads to, and its words."""

    operation: Operation
    question: Promise
    title: Promise

    def fits(self, element_type: str) -> bool:
        """Tell whether the step can be about something of this type."""
        match self.operation:
            case Operation.SWAP_SUPPLIER:
                return element_type in SUPPLIED
            case Operation.CLOSE_UNIT_INTO:
                return element_type == UNIT
            case Operation.NEW_REQUIREMENT:
                return element_type in RULING
        return element_type not in {UNIT, CHANGE}


WAYS: Mapping[str, Way] = {
    "retire": Way(Operation.RETIRE_ELEMENT, gettext_lazy("What if this is retired?"), gettext_lazy("Retire %(name)s")),
    "replace": Way(
        Operation.REPLACE_ELEMENT,
        gettext_lazy("What if something else takes over?"),
        gettext_lazy("Replace %(name)s"),
    ),
    "supplier": Way(
        Operation.SWAP_SUPPLIER,
        gettext_lazy("What if another supplier delivers it?"),
        gettext_lazy("Change the supplier of %(name)s"),
    ),
    "merge": Way(
        Operation.CLOSE_UNIT_INTO,
        gettext_lazy("What if this unit is merged into another?"),
        gettext_lazy("Merge %(name)s into another unit"),
    ),
    "law": Way(
        Operation.NEW_REQUIREMENT, gettext_lazy("What if this comes to apply?"), gettext_lazy("Follow %(name)s")
    ),
}


@dataclass(frozen=True)
class Start:
    """What a new case begins from. step: its first step, None when more must be asked. others: cases about the same."""

    element: Element
    operation: Operation
    title: str
    step: Step | None
    others: Sequence[Context]


def start_of(request: Request) -> Start | None:
    """Return what the address says the case begins from; None if it says nothing.

    Raises Element.DoesNotExist, also for what she may not know of and what does not fit.
    """
    for name, way in WAYS.items():
        if name not in request.GET:
            continue
        element_id = id_in(request.GET[name])
        if element_id is None:
            raise Element.DoesNotExist
        element = find_element(element_id, seen_by=request.user)
        if not way.fits(element.type) or element.retired_at:
            raise Element.DoesNotExist
        return Start(
            element=element,
            operation=way.operation,
            title=str(way.title) % {"name": element.name},
            step=RetireElement(element.pk) if way.operation is Operation.RETIRE_ELEMENT else None,
            others=[_case(one) for one in cases_touching(element.pk, seen_by=request.user)],
        )
    return None


def change_panel(ref: Ref, seen_by: Actor, _request: Request) -> Panel | None:
    """Return the panel of an element's page: the cases about it, and the ways to begin one."""
    element = visible(seen_by=seen_by).get(pk=ref.id)
    if element.type == CHANGE:
        return Panel(_("The change"), "landscape/change_panel.html", {"case_url": case_url(element.pk)})
    cases = [_case(one) for one in cases_touching(element.pk, seen_by=seen_by)]
    ways = _ways(element) if may(seen_by, PLAN_CHANGE) and element.retired_at is None else []
    if not cases and not ways:
        return None
    return Panel(_("What if …?"), "landscape/change_panel.html", {"cases": cases, "ways": ways})


def _ways(element: Element) -> list[Context]:
    here = reverse("landscape:change_new")
    return [
        {"label": way.question, "url": address(here, {name: str(element.pk)})}
        for name, way in WAYS.items()
        if way.fits(element.type)
    ]


def _case(case: ChangeCase) -> Context:
    return {
        "title": case.element.name,
        "url": case_url(case.pk),
        "tag": ChangeCase.Status(case.status).label,
        "tag_color": STATUS_COLORS[case.status],
    }
