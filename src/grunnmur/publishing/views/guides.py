"""The guides to the method: open to all who work here."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core.http import Request, page
from grunnmur.publishing import queries
from grunnmur.publishing.rules import all_guides


@require_safe
def guides(request: Request) -> HttpResponse:
    """Show which guides there are."""
    rows = [
        {"title": guide.title, "url": reverse("publishing:guide", args=[guide.key]), "text": guide.lead}
        for guide in all_guides()
    ]
    way = [{"label": _("Flow factory"), "url": reverse("publishing:factory")}, {"label": _("Method")}]
    return page(request, "publishing/guides.html", {"rows": rows, "breadcrumbs": way})


@require_safe
def guide(request: Request, guide: str) -> HttpResponse:
    """Show one guide whole, with its table of contents."""
    found = queries.find_guide(guide)
    context = {
        "guide": found,
        "sections": queries.sections_of(guide, language=request.LANGUAGE_CODE),
        "breadcrumbs": [
            {"label": _("Flow factory"), "url": reverse("publishing:factory")},
            {"label": _("Method"), "url": reverse("publishing:guides")},
            {"label": str(found.title)},
        ],
    }
    return page(request, "publishing/guide.html", context)
