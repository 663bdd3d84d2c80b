"""The figure of what an element hangs together with, on the screen and as a document."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.clock import now
from grunnmur.core.documents_out import Block, Document, Figure, Table, Text, write_pdf
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require, scope_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.drawing import ON_PAPER
from grunnmur.landscape.queries.figures import Links, Picture, picture_of
from grunnmur.landscape.queries.impact import Arc, Impact, Thing, impact
from grunnmur.landscape.rules import EXPORT, kind_label, strength_word
from grunnmur.landscape.rules.propagation import TooFarError
from grunnmur.landscape.views.asking import Asked, asked_of, asked_words, switches
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, element_url
from grunnmur.landscape.views.taking import taken


def figure(request: Request, element_id: UUID) -> HttpResponse:
    """Draw what is around an element, and say the same in a table."""
    element = element_of(request, element_id)
    asked = asked_of(request, element_id, hops=2)
    context = frame(request, element, tab="figure") | switches(asked)
    try:
        answer = impact(asked.question, seen_by=request.user, size=0)
    except TooFarError as error:
        return page(request, "landscape/figure.html", context | {"too_far": str(error)})
    picture = picture_of(answer, links=_links(element_id, asked))
    context |= {
        "svg": mark_safe(picture.svg),  # noqa: S308  # our own drawing, which escapes every text
        "rows": [_row(arc, answer.things) for arc in picture.arcs],
        "is_cut": picture.is_cut,
        "pdf_url": asked.url("figure_pdf", element_id) if picture.svg and scope_of(request.user, EXPORT) else "",
    }
    return page(request, "landscape/figure.html", context)


def _links(element_id: UUID, asked: Asked) -> Links:
    """Return where boxes lead: to the figures of other elements, and to the table of the lane that is too full."""

    def box(other: UUID) -> str:
        return element_url(other) if other == element_id else reverse("landscape:figure", args=[other])

    def lane(number: int) -> str:
        types = [code for code, one in TYPES.items() if one.lane == number]
        return asked.url("dependencies", element_id, type=types)

    return Links(box, lane)


def _row(arc: Arc, things: Mapping[UUID, Thing]) -> Context:
    src, kind, dst, strength = _told(arc, things)
    return {
        "src": src,
        "src_url": element_url(arc.src),
        "kind": kind,
        "dst": dst,
        "dst_url": element_url(arc.dst),
        "strength": strength,
    }


def _told(arc: Arc, things: Mapping[UUID, Thing]) -> Sequence[str]:
    """Return a relation in words: from, how, to, how much."""
    return things[arc.src].name, kind_label(arc.kind), things[arc.dst].name, strength_word(arc.strength)


def figure_pdf(request: Request, element_id: UUID) -> HttpResponse:
    """Send the figure as a document, asked as the address says, with what it shows as a table under it."""
    require(request.user, EXPORT)
    element = element_of(request, element_id)
    asked = asked_of(request, element_id)
    answer = impact(asked.question, seen_by=request.user, size=0)
    picture = picture_of(answer, links=Links())
    content = write_pdf(_document(picture, answer, asked))
    drawn = len({end for arc in picture.arcs for end in (arc.src, arc.dst)} | {element_id})
    relations = len(picture.arcs)
    return taken(request, content, name=element.name, file_format="pdf", elements=drawn, relations=relations)


def _document(picture: Picture, answer: Impact, asked: Asked) -> Document:
    written = _("Written %(day)s. Shows what the reader had access to.") % {"day": formats.day_of(now())}
    return Document(
        title=picture.title,
        language=get_language() or "nb",
        blocks=_blocks(picture, answer.things),
        under_title=[f"{current_tenant().name} · {asked_words(asked)}", written],
        is_landscape=True,
    )


def _blocks(picture: Picture, things: Mapping[UUID, Thing]) -> list[Block]:
    if not picture.svg:
        return [Text(_("Nothing is registered on the map for this question."))]
    said = _("The figure shows the same as the table of relations after it.")
    if picture.is_cut:
        said = " ".join([said, _("Only the nearest are drawn.")])
    return [
        Figure(picture.svg, said, css=ON_PAPER, has_own_page=True),
        Table(
            _("The relations in the figure"),
            [_("From"), _("How"), _("To"), _("How much")],
            [_told(arc, things) for arc in picture.arcs],
            widths=(6, 3, 6, 2),
        ),
    ]
