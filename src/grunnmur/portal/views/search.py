"""The search page: one box, results with the words marked, narrowed by kind."""

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core import search as finder
from grunnmur.core.http import Request, page

LONGEST = 400


@require_safe
def search(request: Request) -> HttpResponse:
    """Show what the reader may find; the address holds the whole question."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    kinds = finder.registered()
    within = finder.Filter(kinds=(kind,)) if kind in kinds else finder.EVERYWHERE
    after = request.GET.get("after", "")
    result = finder.match(text, seen_by=request.user, within=within, after=after) if text else None
    context = {
        "text": text,
        "kind": kind,
        "result": result,
        "hits": [(hit, _kind_of(hit)) for hit in result.hits] if result else [],
        "tabs": _tabs(text, kind, result) if result else [],
        "next_url": f"?{urlencode({'q': text, 'kind': kind, 'after': result.next})}" if result and result.next else "",
    }
    return page(request, "portal/search.html", context, partial="results")


def _kind_of(hit: finder.Hit) -> str:
    """Return what a single one of its kind is called; blank where the line below says so."""
    kind = finder.registered().get(hit.ref.kind)
    label = str(kind.one) if kind else ""
    return "" if label.casefold() == hit.subtitle.casefold() else label


def _tabs(text: str, chosen: str, result: finder.Result) -> list[dict[str, object]]:
    """Return the ways to narrow: the kinds that something was found of, the most first; all where none are counted."""
    kinds = finder.registered()
    counted = {one.value: one.count for one in result.facets.kinds if one.value in kinds}
    not_counted = [chosen] if chosen in kinds else list(kinds) if result.hits else []
    everything = {"label": _("Everything"), "url": f"?{urlencode({'q': text})}", "is_current": chosen not in kinds}
    found: list[dict[str, object]] = [
        {
            "label": kinds[key].label,
            "url": f"?{urlencode({'q': text, 'kind': key})}",
            "is_current": key == chosen,
            "count": count,
        }
        for key, count in (counted or dict.fromkeys(not_counted)).items()
    ]
    return [everything, *found]
