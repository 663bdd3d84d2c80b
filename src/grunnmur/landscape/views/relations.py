"""How an element hangs together with others: the list, a new relation, and one that is there."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.links import Link, Ref, links_to
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.relations import change_strength, end_relation, relate
from grunnmur.landscape.catalogue import KINDS, TYPES
from grunnmur.landscape.forms.relations import RelateForm, StrengthForm
from grunnmur.landscape.models import Element, Relation, RelationClaim, Strength
from grunnmur.landscape.queries.finding import MOST
from grunnmur.landscape.queries.relations import (
    Ground,
    Tie,
    find_relation,
    grounds_of,
    other_types,
    possible_ends,
    ties_of,
)
from grunnmur.landscape.rules import RELATE, kind_label, owns, strength_word, type_name, type_names
from grunnmur.landscape.views.frame import element_of, frame, may_relate
from grunnmur.landscape.views.shown import Context, address, element_trail, element_url, owner_name

MANUAL = RelationClaim.Source.MANUAL
PROCESS = RelationClaim.Source.PROCESS
STRENGTH_COLORS = {Strength.REQUIRED: "danger", Strength.SUPPORTING: "info", Strength.OPTIONAL: "neutral"}
OUT, IN = "out", "in"  # whether the element is the source of the kind, or its destination


def element_relations(request: Request, element_id: UUID) -> HttpResponse:
    """Show everything an element hangs together with, kind by kind, and who says so."""
    element = element_of(request, element_id)
    ties = ties_of(element_id, seen_by=request.user)
    grounds = _worded(grounds_of([one.relation_id for one in ties]), seen_by=request.user)
    groups = [
        {
            "label": kind_label(kind, is_inverse=is_inverse),
            "rows": [_row(one, grounds.get(one.relation_id, ())) for one in inside],
        }
        for (kind, is_inverse), inside in groupby(ties, key=lambda one: (one.kind, one.is_inverse))
    ]
    context = frame(request, element, tab="element_relations") | {"groups": groups}
    return page(request, "landscape/relations.html", context)


def _row(tie: Tie, grounds: Sequence[Context]) -> Context:
    return {
        "name": tie.other.name,
        "url": element_url(tie.other.pk),
        "type": type_name(tie.other.type),
        "strength": strength_word(tie.strength),
        "color": STRENGTH_COLORS[Strength(tie.strength)],
        "note": tie.note,
        "grounds": grounds,
        "relation_url": reverse("landscape:relation", args=[tie.relation_id]),
    }


def _worded(grounds: Mapping[UUID, Sequence[Ground]], *, seen_by: Actor) -> Mapping[UUID, Sequence[Context]]:
    """Return who says so in words; a process the reader may open with its address, others without their name."""
    wanted = {ref for inside in grounds.values() for one in inside if (ref := _ref(one))}
    links = links_to(wanted, seen_by=seen_by)
    return {relation: [_ground(one, links) for one in inside] for relation, inside in grounds.items()}


def _ref(ground: Ground) -> Ref | None:
    """Return the process that says so; None for other sources."""
    return Ref("process", UUID(ground.ref)) if ground.source == PROCESS and ground.ref else None


def _ground(ground: Ground, links: Mapping[Ref, Link]) -> Context:
    ref = _ref(ground)
    link = links.get(ref) if ref else None
    if link:
        return {"text": _("From the process %(name)s") % {"name": link.title}, "url": link.url}
    if ground.source == MANUAL:
        return {"text": _("Said by hand"), "url": ""}
    return {"text": _("From: %(source)s") % {"source": _source(ground.source)}, "url": ""}


def _source(source: str) -> str:
    return str(RelationClaim.Source(source).label).lower()


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, element_id: UUID) -> HttpResponse:
    """Ask how the element hangs together with something, then with what, and write it down."""
    element = element_of(request, element_id)
    if not may_relate(request, element):
        raise PermissionDenied(_("Only those who own something on the map can say how it hangs together."))
    kind, way = request.GET.get("kind", ""), request.GET.get("way", OUT)
    context = {"element": element, "breadcrumbs": element_trail(element, last=_("Add a relation"))}
    if not kind:
        return page(request, "landscape/relate_kind.html", context | {"kinds": _kinds(element)})
    if kind not in KINDS or not other_types(kind, element.type, is_inverse=way == IN):
        raise Http404
    return _relate(request, element, kind, is_inverse=way == IN, context=context)


def _kinds(element: Element) -> list[Context]:
    """Return the kinds that are legal for the element, as they read from it, with what they lead to.

    Types of domains that are not installed are left out: there is nothing of them.
    """
    here = reverse("landscape:relate", args=[element.pk])
    found = []
    for kind in KINDS:
        for way in (OUT, IN):
            types = {one for one in other_types(kind, element.type, is_inverse=way == IN) if _is_here(one)}
            if types:
                found.append(
                    {
                        "title": kind_label(kind, is_inverse=way == IN),
                        "text": _in_words(types),
                        "url": address(here, {"kind": kind, "way": way}),
                    }
                )
    return found


def _is_here(element_type: str) -> bool:
    return apps.is_installed(f"grunnmur.{TYPES[element_type].owner}")


def _in_words(types: Collection[str]) -> str:
    return ", ".join(type_names(code).lower() for code in sorted(types, key=type_names))


def _relate(request: Request, element: Element, kind: str, *, is_inverse: bool, context: Context) -> HttpResponse:
    """Let one choose the other end, and write the relation down."""
    form = RelateForm(request.POST if request.method == "POST" else None, initial={"strength": KINDS[kind].strength})
    if form.is_bound and form.is_valid():
        ends = (form.other_id(), element.pk) if is_inverse else (element.pk, form.other_id())
        sent = form.cleaned_data
        try:
            relate(kind, src_id=ends[0], dst_id=ends[1], strength=sent["strength"], note=sent["note"], by=request.user)
        except (DomainError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The relation is on the map."))
            return redirect("landscape:element_relations", element_id=element.pk)
    text = request.GET.get("q", "").strip()[:100]
    ends_found = possible_ends(element, kind, is_inverse=is_inverse, text=text, seen_by=request.user)
    chosen = request.POST.get("other", "")
    shown = context | {
        "form": form,
        "owns_it": owns(request.user, RELATE, element),
        "label": kind_label(kind, is_inverse=is_inverse),
        "types": _in_words([one for one in other_types(kind, element.type, is_inverse=is_inverse) if _is_here(one)]),
        "kind": kind,
        "way": IN if is_inverse else OUT,
        "text": text,
        "ends": [_end(one, chosen) for one in ends_found],
        "has_more": len(ends_found) == MOST,
        "others_url": reverse("landscape:relate", args=[element.pk]),
        "cancel_url": reverse("landscape:element_relations", args=[element.pk]),
    }
    return page(request, "landscape/relate.html", shown, partial="ends", status=422 if form.errors else 200)


def _end(element: Element, chosen: str) -> Context:
    pk = str(element.pk)
    return {
        "id": pk,
        "name": element.name,
        "text": ", ".join(filter(None, (type_name(element.type), owner_name(element)))),
        "is_chosen": pk == chosen,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def relation(request: Request, relation_id: UUID) -> HttpResponse:
    """Show one relation and who says so; whoever owns an end changes how strong it is, if somebody said it by hand."""
    row = find_relation(relation_id, seen_by=request.user)
    grounds = grounds_of([relation_id]).get(relation_id, ())
    is_by_hand = any(one.source == MANUAL and not one.ref for one in grounds)
    form = StrengthForm(request.POST if request.method == "POST" else None, initial={"strength": row.strength})
    if form.is_bound:
        _require_owner(request, row)
        if form.is_valid():
            change_strength(relation_id, strength=form.cleaned_data["strength"], by=request.user)
            messages.success(request, _("The relation is changed."))
            return redirect("landscape:element_relations", element_id=row.src_id)
    context = {
        "form": form,
        "src": {"name": row.src.name, "url": element_url(row.src_id), "type": type_name(row.src.type)},
        "dst": {"name": row.dst.name, "url": element_url(row.dst_id), "type": type_name(row.dst.type)},
        "label": kind_label(row.kind),
        "strength": strength_word(row.strength),
        "note": row.note,
        "grounds": _worded({relation_id: grounds}, seen_by=request.user)[relation_id],
        "is_by_hand": is_by_hand,
        "may_change": is_by_hand and _owns_an_end(request, row),
        "end_url": reverse("landscape:end_relation", args=[relation_id]),
        "breadcrumbs": element_trail(row.src, last=_("Relation")),
    }
    return page(request, "landscape/relation.html", context, status=422 if form.errors else 200)


def _owns_an_end(request: Request, row: Relation) -> bool:
    return any(owns(request.user, RELATE, end) for end in (row.src, row.dst))


def _require_owner(request: Request, row: Relation) -> None:
    if not _owns_an_end(request, row):
        raise PermissionDenied(_("Only those who own this on the map can change it."))


@require_POST
def end(request: Request, relation_id: UUID) -> HttpResponse:
    """Take back what was said by hand; tell which sources keep the relation, if some do."""
    row = end_relation(relation_id, by=request.user)
    left = grounds_of([relation_id]).get(relation_id, ())
    if left:
        sources = ", ".join(sorted({_source(one.source) for one in left}))
        told = _("What was said by hand is taken back. The relation stays, because it also follows from: %(sources)s.")
        messages.info(request, told % {"sources": sources})
    else:
        messages.success(request, _("The relation ended today."))
    return redirect("landscape:element_relations", element_id=row.src_id)
