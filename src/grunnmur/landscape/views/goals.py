"""The tree of goals."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.formats import number
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import scope_of
from grunnmur.landscape.queries.goals import GoalNode, goal_tree
from grunnmur.landscape.rules import EDIT, type_names
from grunnmur.landscape.views.shown import Context, element_url, list_url, trail


def goals(request: Request) -> HttpResponse:
    """Show what the municipality wants, from the visions down, with how each is measured."""
    context = {
        "tops": [_node(one) for one in goal_tree(seen_by=request.user)],
        "add_url": reverse("landscape:goal_add") if scope_of(request.user, EDIT) else "",
        "breadcrumbs": trail((type_names("goal"), list_url("goal")), last=_("Tree of goals")),
    }
    return page(request, "landscape/goals.html", context)


def _node(one: GoalNode) -> Context:
    details = one.details
    plan = " ".join(part for part in (details.plan, details.period) if part) if details else ""
    return {
        "name": one.element.name,
        "url": element_url(one.element.pk),
        "level": details.get_level_display() if details else "",
        "measure": details.measure if details else "",
        "line": " · ".join(part for part in (plan, _contributors(one)) if part),
        "below": [_node(other) for other in one.below],
    }


def _contributors(one: GoalNode) -> str:
    """Say how much contributes; of a goal that only gathers others, nothing is missing."""
    if not one.contributors:
        return "" if one.below else _("Nothing contributes yet")
    told = ngettext("%(number)s contributes", "%(number)s contribute", one.contributors)
    return told % {"number": number(one.contributors)}
