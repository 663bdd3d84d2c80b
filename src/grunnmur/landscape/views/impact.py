"""What depends on an element, and what it needs: a table that opens row by row, and the same as a file."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.formats import number
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require, scope_of
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.impact import PAGE, Counts, Impact, Row, Way, impact
from grunnmur.landscape.rules import EXPORT, type_name, type_names
from grunnmur.landscape.rules.propagation import TooFarError
from grunnmur.landscape.views.asking import LEVEL_COLORS, Asked, asked_of, switches
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, element_url
from grunnmur.landscape.views.taking import as_table_file, taken

DEEPEST = 12  # levels that the table opens below a row


def dependencies(request: Request, element_id: UUID) -> HttpResponse:
    """Show what depends on an element, or what it needs: by type, how hard it is hit, and along which path."""
    element = element_of(request, element_id)
    asked = asked_of(request, element_id)
    context = frame(request, element, tab="dependencies") | switches(asked)
    try:
        answer = impact(asked.question, seen_by=request.user, start=asked.start)
    except TooFarError as error:
        return page(request, "landscape/dependencies.html", context | {"too_far": str(error)})
    return page(request, "landscape/dependencies.html", context | _shown(request, element, asked, answer))


def _shown(request: Request, element: Element, asked: Asked, answer: Impact) -> Context:
    following = asked.start + PAGE
    return {
        "groups": _groups(answer, asked),
        "summary": _summary(element, answer),
        "more_than": number(answer.counts.more_than) if answer.counts.more_than else "",
        "chips": _chips(element.pk, answer.counts, asked),
        "next_url": _page_url(element.pk, asked, following) if following < len(answer.reached) else "",
        "previous_url": _page_url(element.pk, asked, asked.start - PAGE) if asked.start else "",
        "files": _files(request, element.pk, asked),
    }


def _groups(answer: Impact, asked: Asked) -> list[Context]:
    """Return the rows of a page type by type, each group with how many there are in all."""
    in_all = {one.type: one.count for one in answer.counts.types}
    rows = sorted(answer.rows, key=lambda row: TYPES[row.thing.type].order)
    return [
        {
            "type": code,
            "label": type_names(code),
            "count": _counted(in_all.get(code, 0), is_at_least=answer.counts.is_at_least),
            "rows": _numbered(list(inside), asked, level=2),
        }
        for code, inside in groupby(rows, key=lambda row: row.thing.type)
    ]


def _counted(count: int, *, is_at_least: bool) -> str:
    return _("at least %(count)s") % {"count": number(count)} if is_at_least else number(count)


def _numbered(rows: Sequence[Row], asked: Asked, *, level: int) -> list[Context]:
    return [_row(row, asked, level=level, place=place, of=len(rows)) for place, row in enumerate(rows, start=1)]


def _row(row: Row, asked: Asked, *, level: int, place: int, of: int) -> Context:
    thing = row.thing
    return {
        "id": thing.id,
        "name": thing.name,
        "url": element_url(thing.id),
        "type": type_name(thing.type),
        "level_words": row.level_words,
        "color": LEVEL_COLORS[row.level],
        "distance": row.distance,
        "owner": thing.owner_unit,
        "sentence": row.sentence,
        "steps": _steps(row),
        "aria_level": level,
        "place": place,
        "of": of,
        "open_url": asked.url("dependencies", thing.id, type=[], hops=""),
        "branch_url": asked.url("branch", thing.id, type=[], hops="", level=level + 1) if level < DEEPEST else "",
    }


def _steps(row: Row) -> str:
    if row.steps is None:
        return ""
    told = ngettext("%(hit)s of %(total)s step is hit", "%(hit)s of %(total)s steps are hit", row.steps.total)
    return told % {"hit": row.steps.hit, "total": row.steps.total}


def _summary(element: Element, answer: Impact) -> str:
    """Return how much is reached, in a sentence: never a number as a total when there is more."""
    counts = answer.counts
    if not counts.count:
        return ""
    told = {"name": element.name, "count": number(counts.more_than or counts.count)}
    is_dependents = answer.question.way is Way.DEPENDENTS
    if counts.more_than and is_dependents:
        return _("More than %(count)s things depend on %(name)s.") % told
    if counts.more_than:
        return _("%(name)s depends on more than %(count)s things.") % told
    if is_dependents:
        known = ngettext("%(count)s thing depends on %(name)s.", "%(count)s things depend on %(name)s.", counts.count)
    else:
        known = ngettext("%(name)s depends on %(count)s thing.", "%(name)s depends on %(count)s things.", counts.count)
    return known % told


def _chips(element_id: UUID, counts: Counts, asked: Asked) -> list[Context]:
    """Return the types that are reached with how many of each; each narrows the table to it, or lets go of it."""
    chosen = asked.question.types
    return [
        {
            "label": type_names(one.type),
            "count": _counted(one.count, is_at_least=counts.is_at_least),
            "is_chosen": one.type in chosen,
            "url": asked.url("dependencies", element_id, type=sorted(chosen ^ {one.type})),
        }
        for one in counts.types
    ]


def _page_url(element_id: UUID, asked: Asked, start: int) -> str:
    return asked.url("dependencies", element_id, start=max(start, 0))


def _files(request: Request, element_id: UUID, asked: Asked) -> Context:
    if not scope_of(request.user, EXPORT):
        return {}
    return {
        "CSV": asked.url("dependencies_csv", element_id),
        "XLSX": asked.url("dependencies_xlsx", element_id),
        _("Figure as PDF"): asked.url("figure_pdf", element_id),
    }


def branch(request: Request, element_id: UUID) -> HttpResponse:
    """Give the rows right under an element, for the table that opens row by row."""
    element = element_of(request, element_id)
    asked = asked_of(request, element_id, hops=1)
    level = request.GET.get("level", "")
    deep = min(int(level), DEEPEST) if level.isascii() and level.isdigit() else 2
    context: Context = switches(asked) | {"element": element, "aria_level": deep, "rows": []}
    try:
        context["rows"] = _numbered(impact(asked.question, seen_by=request.user).rows, asked, level=deep)
    except TooFarError as error:
        context["too_far"] = str(error)
    return render(request, "landscape/branch.html", context)


def dependencies_file(request: Request, element_id: UUID, file_format: str) -> HttpResponse:
    """Send everything that is reached, asked as the address says, each with its path."""
    require(request.user, EXPORT)
    element = element_of(request, element_id)
    answer = impact(asked_of(request, element_id).question, seen_by=request.user, size=None)
    header = [_("Name"), _("Type"), _("What happens"), _("Steps away"), _("Owner"), _("Path")]
    table = Table(element.name, header, _lines(answer.rows))
    content = as_table_file(table, file_format)
    return taken(request, content, name=element.name, file_format=file_format, elements=len(answer.rows))


def _lines(rows: Sequence[Row]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        thing = row.thing
        yield [thing.name, type_name(thing.type), row.level_words, row.distance, thing.owner_unit, row.sentence]
