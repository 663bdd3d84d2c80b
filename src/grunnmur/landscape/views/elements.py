"""The page of an element, and its history."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.formats import day_of
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, links_to, related_to
from grunnmur.core.panels import panels_for
from grunnmur.landscape.actions.searching import OWN_TYPES
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.details import details_of
from grunnmur.landscape.queries.history import changes_of, tie_changes_of
from grunnmur.landscape.queries.relations import Tie, ties_of
from grunnmur.landscape.rules import kind_label, type_name
from grunnmur.landscape.rules.details import DETAILS
from grunnmur.landscape.rules.grades import grade_name
from grunnmur.landscape.views.frame import element_of, frame, may_edit
from grunnmur.landscape.views.past import entries
from grunnmur.landscape.views.shown import Context, element_url
from grunnmur.organisation import queries as organisation

ANY = "element"  # the kind of refs to an element of whatever type
PAGES_ELSEWHERE = frozenset({"process", "unit"})  # types whose own page is in the domain that owns them
MOST_NAMED = 4


def element(request: Request, element_id: UUID) -> HttpResponse:
    """Show an element: what it is, who owns it, what it hangs together with, and what other domains know of it."""
    found = element_of(request, element_id)
    refs = [Ref(ANY, found.pk), *([Ref(found.type, found.pk)] if found.type in OWN_TYPES else [])]
    has_form = found.type in DETAILS and may_edit(request, found)
    context = frame(request, found, tab="element") | {
        "change_url": reverse(f"landscape:{found.type}_details", args=[found.pk]) if has_form else "",
        "elsewhere": _elsewhere(request, found),
        "details": details_of(found),
        "facts": _facts(request, found),
        "needs": _needs(found),
        "ties": _ties_in_short(ties_of(found.pk, seen_by=request.user)),
        "related": [group for ref in refs for group in related_to(ref, seen_by=request.user)],
        "panels": [panel for ref in refs for panel in panels_for(ref, seen_by=request.user, request=request)],
    }
    return page(request, "landscape/element.html", context)


def element_history(request: Request, element_id: UUID) -> HttpResponse:
    """Show who changed what is known of an element, and when its relations began and ended."""
    found = element_of(request, element_id)
    told = entries(changes_of(found), tie_changes_of(found.pk, seen_by=request.user), seen_by=request.user)
    return page(request, "landscape/history.html", frame(request, found, tab="element_history") | {"entries": told})


def _elsewhere(request: Request, found: Element) -> Context:
    """Return the way to the thing itself, where another domain owns it; nothing for the map's own."""
    if TYPES[found.type].owner == "landscape":
        return {}
    ref = Ref(found.type, found.ref)
    link = links_to([ref], seen_by=request.user).get(ref) if found.type in PAGES_ELSEWHERE else None
    return {"title": link.title, "url": link.url} if link else {"title": found.name, "url": ""}


def _facts(request: Request, found: Element) -> list[Context]:
    contact = found.contact_person_id
    names = organisation.names_of([contact], seen_by=request.user) if contact else {}
    facts = [
        {"label": _("Code"), "text": found.code},
        {"label": _("Contact person"), "text": names.get(contact, "") if contact else ""},
        {"label": _("May know of it"), "text": audience_words(found)},
        {"label": _("Last changed"), "text": day_of(found.changed_at)},
    ]
    return [fact for fact in facts if fact["text"]]


def audience_words(found: Element) -> str:
    """Return who may know of an element, in words."""
    names = organisation.key_names(found.audience)
    if any(key not in names for key in found.audience):
        return _("Some people here")
    return ", ".join(_audience_name(key, names[key]) for key in found.audience)


def _audience_name(key: str, name: str) -> str:
    return _("%(unit)s and the units below") % {"unit": name} if key.startswith("below:") else name


def _needs(found: Element) -> list[Context]:
    graded = (
        (_("Criticality"), found.criticality),
        (_("Confidentiality"), found.need_k),
        (_("Integrity"), found.need_i),
        (_("Availability"), found.need_t),
        (_("Traceability"), found.need_s),
    )
    needs = [{"label": label, "text": grade_name(grade)} for label, grade in graded if grade]
    if found.rto_hours is not None:
        needs.append({"label": _("Longest it may be away"), "text": _("%(hours)s hours") % {"hours": found.rto_hours}})
    return needs


def _ties_in_short(ties: Sequence[Tie]) -> list[Context]:
    """Return one line for each way the element hangs together with others, with the first few by name."""
    lines = []
    for (kind, is_inverse), group in groupby(ties, key=lambda one: (one.kind, one.is_inverse)):
        inside = list(group)
        named = [
            {"name": one.other.name, "url": element_url(one.other.pk), "type": type_name(one.other.type)}
            for one in inside
        ]
        lines.append(
            {
                "label": kind_label(kind, is_inverse=is_inverse),
                "named": named[:MOST_NAMED],
                "more": len(named[MOST_NAMED:]),
            }
        )
    return lines
