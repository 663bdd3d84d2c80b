"""What a change means, on the screen and as a file."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import ngettext

from grunnmur.core import formats
from grunnmur.core.documents_out import DOCX_TYPE, PDF_TYPE, Document, write_docx, write_pdf
from grunnmur.core.http import Request, page
from grunnmur.landscape.queries.changes import Hit, Owner, Part, Report, outcome_words, policy_words, report_of
from grunnmur.landscape.queries.figures import Links, difference_of
from grunnmur.landscape.rules import type_name, type_names
from grunnmur.landscape.rules.changes import Outcome
from grunnmur.landscape.rules.propagation import TooFarError
from grunnmur.landscape.views.changes.document import document_of, figure_title
from grunnmur.landscape.views.changes.frame import case_of, frame
from grunnmur.landscape.views.shown import Context, element_url

MOST_SHOWN = 300  # rows of a part; files have all that were followed
OUTCOME_COLORS: Mapping[Outcome, str] = {
    Outcome.GONE: "danger",
    Outcome.DEGRADED: "warning",
    Outcome.RECHECK: "info",
    Outcome.NEW: "accent",
}
FILES: Mapping[str, tuple[str, Callable[[Document], bytes]]] = {
    "pdf": (PDF_TYPE, write_pdf),
    "docx": (DOCX_TYPE, write_docx),
}
DRAWN = frozenset({"pdf"})  # formats that hold drawings; the others say the same in their tables and lists
LINKS = Links(box=element_url)


def report(request: Request, case_id: UUID) -> HttpResponse:
    """Show what a change means for work, information and law, who must be heard, and what follows elsewhere."""
    case = case_of(request, case_id)
    context = frame(request, case, tab="change_report")
    try:
        found = report_of(case, seen_by=request.user)
    except TooFarError as error:
        return page(request, "landscape/change_report.html", context | {"too_far": str(error)})
    context |= {
        "has_steps": bool(found.steps),
        "parts": [_part(part) for part in found.parts if part.hits],
        "is_past": case.applied_at is not None,
        "on": formats.day(found.on),
        "owners": [_owner(owner) for owner in found.hearing.owners],
        "unowned": found.hearing.unowned,
        "above": found.above,
        "files": [
            {"label": kind.upper(), "url": reverse(f"landscape:change_report_{kind}", args=[case_id])} for kind in FILES
        ],
    }
    return page(request, "landscape/change_report.html", context)


def _part(part: Part) -> Context:
    shown = part.hits[:MOST_SHOWN]
    difference = difference_of(part, title=figure_title(part), links=LINKS)
    return {
        "svg": mark_safe(difference.svg),  # noqa: S308  # our own drawing, which escapes every text
        "goes": difference.goes,
        "comes": difference.comes,
        "id": part.policy.value,
        "title": policy_words(part.policy),
        "counts": [
            {
                "label": outcome_words(outcome, part.policy),
                "value": formats.number(count),
                "color": OUTCOME_COLORS[outcome] if outcome is not Outcome.RECHECK else "",
            }
            for outcome, count in part.counts.items()
        ],
        "groups": _groups(part, shown),
        "more": len(part.hits) - len(shown),
        "is_at_least": part.is_at_least,
    }


def _groups(part: Part, hits: Sequence[Hit]) -> list[Context]:
    """Return the rows outcome by outcome, and type by type inside."""
    return [
        {
            "outcome": outcome_words(outcome, part.policy),
            "color": OUTCOME_COLORS[outcome],
            "type": type_names(element_type),
            "rows": [_row(hit) for hit in inside],
        }
        for (outcome, element_type), inside in groupby(hits, key=lambda hit: (hit.outcome, hit.thing.type))
    ]


def _row(hit: Hit) -> Context:
    return {
        "name": hit.thing.name,
        "url": element_url(hit.thing.id),
        "owner": hit.thing.owner_unit,
        "before": hit.before,
        "after": hit.after,
        "before_path": hit.before_path,
        "after_path": hit.after_path,
    }


def _owner(owner: Owner) -> Context:
    others = owner.count - 1
    because = f"{owner.reason.name} ({type_name(owner.reason.type).lower()})"
    if others:
        more = ngettext("and %(count)s more", "and %(count)s more", others) % {"count": formats.number(others)}
        because = f"{because} {more}"
    return {"name": owner.name, "because": because, "url": element_url(owner.reason.pk)}


def report_file(request: Request, case_id: UUID, file_format: str) -> HttpResponse:
    """Send the report as a document, in the reader's language and with what she may know of."""
    if file_format not in FILES:
        raise Http404
    case = case_of(request, case_id)
    found: Report = report_of(case, seen_by=request.user)
    content_type, write = FILES[file_format]
    document = document_of(found, seen_by=request.user, is_drawn=file_format in DRAWN)
    response = HttpResponse(write(document), content_type=content_type)
    name = f"{slugify(case.element.name) or 'change'}.{file_format}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
