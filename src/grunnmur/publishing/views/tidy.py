"""The tidy list of a line: what there is of old documents, and what becomes of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from grunnmur.core.errors import DomainError
from grunnmur.core.formats import number
from grunnmur.core.http import Request, page
from grunnmur.core.imports.screen import as_file
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.core.templatetags.dates import local_date
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.tidy import DECISIONS, TAKE_BACK, TidyListForm, VerdictForm, sent_ids
from grunnmur.publishing.queries import Doubles, IntakeItem, Order, Progress, TidyCounts, TidyFilter
from grunnmur.publishing.views.shown import size_said, tidied_said

Context = dict[str, Any]  # what a template shows
Chosen = dict[str, Any]  # what the address says
FILTERS = ("decision", "owner", "doubles", "q", "group", "batch")
COLORS = {
    "undecided": "neutral",
    "keep": "success",
    "rewrite_document": "info",
    "rewrite_process": "info",
    "merge": "accent",
    "discard": "warning",
}
MOST_NAMED = 20  # titles on the page that asks whether one is sure


@require_safe
def tidy(request: Request, production_line_id: UUID) -> HttpResponse:
    """Show a line's old documents, narrowed and sorted as the address says."""
    line = queries.find_line(production_line_id)
    leads = queries.require_tidy_sight(production_line_id, seen_by=request.user)
    chosen = TidyListForm(request.GET).values()
    wanted = wanted_in(chosen)
    found = queries.tidy_page(production_line_id, wanted, after=chosen["after"])
    counts = queries.tidy_counts(production_line_id, wanted)
    kept = {name: str(chosen[name]) for name in FILTERS if chosen[name]}
    context = {
        "line": line,
        "leads": leads,
        "rows": [_row(row, kept) for row in found.rows],
        "count": ngettext("%(number)s document", "%(number)s documents", counts.fitting)
        % {"number": number(counts.fitting)},
        "fitting": counts.fitting,
        "is_empty": not counts.by_decision,
        "progress": progress_shown(counts.progress),
        "parts": _parts(counts, kept),
        "chosen": chosen,
        "kept": kept | ({"sort": wanted.order} if chosen["sort"] else {}),
        "clear_url": reverse("publishing:tidy", args=[production_line_id]) if kept else "",
        "heads": _heads(kept, wanted.order),
        "next_url": f"?{urlencode(kept | {'sort': wanted.order, 'after': found.next})}" if found.next else "",
        "files": _files(production_line_id, kept, wanted.order),
        "decisions": [*DECISIONS, (TAKE_BACK, _("Take the decision back"))],
        "choices": _choices(production_line_id),
        "breadcrumbs": [*way_to_list(line)[:2], {"label": _("Tidy list")}],
    }
    return page(request, "publishing/tidy.html", context, partial="rows")


def wanted_in(chosen: Chosen) -> TidyFilter:
    """Return what the address asks for."""
    return TidyFilter(
        decision=chosen["decision"],
        owner=chosen["owner"],
        doubles=chosen["doubles"],
        text=chosen["q"],
        group=chosen["group"] or None,
        batch=chosen["batch"] or None,
        order=Order(chosen["sort"] or Order.TITLE),
    )


def way_to_list(line: Any) -> list[Context]:  # Any: a line, seen as its name and id alone
    """Return the breadcrumbs down to a line's tidy list."""
    return [
        {"label": _("Flow factory"), "url": reverse("publishing:factory")},
        {"label": line.name, "url": reverse("publishing:board", args=[line.pk])},
        {"label": _("Tidy list"), "url": reverse("publishing:tidy", args=[line.pk])},
    ]


def progress_shown(progress: Progress) -> Context:
    """Return how far the list has come, for components/progress.html; empty for a list without documents."""
    if not progress.of:
        return {}
    return {"value": progress.decided, "max": progress.of, "text": tidied_said(progress)}


def _row(row: IntakeItem, kept: dict[str, str]) -> Context:
    alike = _("Same content as another") if row.has_twin else _("Perhaps the same as another")
    without = {name: value for name, value in kept.items() if name not in {"group", "batch"}}
    return {
        "row": row,
        "alike": alike if row.group else "",
        "alike_color": "warning" if row.has_twin else "info",
        "alike_url": f"?{urlencode(without | {'group': str(row.group)})}"
        if row.group and not kept.get("group")
        else "",
        "modified": local_date(row.modified_date, "medium") if row.modified_date else "–",
        "size": size_said(row.size),
        "color": COLORS[row.decision],
        "target_url": reverse("publishing:versions", args=[row.target.code]) if row.target else "",
        "by": _("%(name)s, %(day)s") % {"name": row.decided_name, "day": local_date(row.decided_at, "medium")}
        if row.decided_at
        else "",
    }


def _parts(counts: TidyCounts, kept: dict[str, str]) -> list[Context]:
    """Return how many there are by decision, each leading to those."""
    without = {name: value for name, value in kept.items() if name not in {"decision", "batch"}}
    return [
        {
            "label": label,
            "count": number(counts.by_decision.get(decision, 0)),
            "url": f"?{urlencode(without | {'decision': decision})}",
            "is_current": kept.get("decision") == decision,
        }
        for decision, label in IntakeItem.Decision.choices
    ]


def _heads(kept: dict[str, str], order: str) -> list[Context]:
    columns = [
        (_("Document"), Order.TITLE, ""),
        (_("Path or address"), Order.PATH, ""),
        (_("Last changed"), Order.OLDEST, ""),
        (_("Size"), Order.LARGEST, "end"),
        (_("Owner in the source"), "", ""),
        (_("Decision"), "", ""),
    ]
    return [
        {
            "label": label,
            "sort_url": f"?{urlencode(kept | {'sort': sort})}" if sort else "",
            "sort": ("descending" if sort == Order.LARGEST else "ascending") if sort and sort == order else "",
            "align": align,
        }
        for label, sort, align in columns
    ]


def _files(line_id: UUID, kept: dict[str, str], order: str) -> dict[str, str]:
    query = urlencode(kept | {"sort": order})
    return {one.upper(): f"{reverse(f'publishing:tidy_{one}', args=[line_id])}?{query}" for one in ("xlsx", "csv")}


def _choices(line_id: UUID) -> Context:
    """Return what the filters let one choose."""
    return {
        "decisions": IntakeItem.Decision.choices,
        "owners": [(name, name) for name in queries.tidy_owners(line_id)],
        "doubles": [
            (Doubles.ANY, _("All that are like another")),
            (Doubles.SAME, _("Same content")),
            (Doubles.ALIKE, _("Perhaps the same")),
        ],
        "orders": [
            (Order.TITLE, _("Title")),
            (Order.TOGETHER, _("Alike together")),
            (Order.PATH, _("Path or address")),
            (Order.OLDEST, _("Oldest first")),
            (Order.LARGEST, _("Largest first")),
        ],
    }


@require_safe
def tidy_file(request: Request, production_line_id: UUID, file_format: str) -> HttpResponse:
    """Send the migration list, narrowed and sorted as the address says."""
    queries.require_tidy_sight(production_line_id, seen_by=request.user)
    wanted = wanted_in(TidyListForm(request.GET).values())
    header = [
        *(_("Path or address"), _("Title"), _("Source"), _("Last changed"), _("Size"), _("Owner in the source")),
        *(_("Checksum (SHA-256)"), _("Decision"), _("Archiving"), _("Why"), _("Code"), _("Became or went into")),
        *(_("Decided by"), _("Decided on")),
    ]
    rows = queries.tidy_rows(production_line_id, wanted).iterator(chunk_size=1000)
    table = Table(_("Tidy list"), header, (_cells(row) for row in rows))
    is_csv = file_format == "csv"
    content = write_csv(table) if is_csv else write_xlsx([table])
    line = queries.find_line(production_line_id)
    return as_file(content, f"{_('Tidy list')}-{line.code}.{file_format}".lower(), CSV_TYPE if is_csv else XLSX_TYPE)


def _cells(row: IntakeItem) -> list[Any]:  # Any: texts, numbers and days
    return [
        *(row.path, row.title, row.source_system, row.modified_date, row.size, row.owner_hint, row.sha256),
        *(row.get_decision_display(), row.get_archiving_display(), row.reason),
        *((row.target.code, row.target.title) if row.target else ("", "")),
        *(row.decided_name, row.decided_at.date() if row.decided_at else None),
    ]


@require_POST
def tidy_decide(request: Request, production_line_id: UUID) -> HttpResponse:
    """Ask what the decision needs and whether one is sure; then decide."""
    line = queries.find_line(production_line_id)
    if not queries.require_tidy_sight(production_line_id, seen_by=request.user):
        raise PermissionDenied(_("Only the flow chief of the line, or whoever runs the factory, may do this."))
    rows, back = _chosen_rows(request, production_line_id), _back(request, production_line_id)
    decision = request.POST.get("decision", "")
    if not rows or decision not in {*dict(DECISIONS), TAKE_BACK}:
        messages.warning(request, _("Choose some documents, and what becomes of them."))
        return redirect(back)
    ids = [row.pk for row in rows]
    is_sure = "sure" in request.POST
    form = VerdictForm(request.POST if is_sure else None, decision=decision)
    if decision == TAKE_BACK:
        actions.take_back(production_line_id, ids, by=request.user)
        messages.success(request, _("The decision is taken back."))
        return redirect(back)
    if is_sure and form.is_valid():
        try:
            batch = actions.decide_documents(production_line_id, ids, form.verdict(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is decided, and noted who decided it."))
            return redirect(f"{reverse('publishing:tidy', args=[production_line_id])}?batch={batch}")
    context = {
        "line": line,
        "form": form,
        "decision": decision,
        "label": dict(DECISIONS)[decision],
        "what_happens": _what_happens(decision),
        "titles": [row.title for row in rows[:MOST_NAMED]],
        "more": len(rows) - MOST_NAMED,
        "count": len(rows),
        "ids": ",".join(map(str, ids)),
        "back_url": back,
        "kept": request.POST.get("kept", ""),
        "breadcrumbs": [*way_to_list(line), {"label": _("Decide")}],
    }
    return page(request, "publishing/tidy_decide.html", context, status=422 if form.errors else 200)


def _what_happens(decision: str) -> str:
    words = {
        IntakeItem.Decision.KEEP: _("Each becomes the draft of a document, or a card on the board of the line."),
        IntakeItem.Decision.REWRITE_DOCUMENT: _("Each becomes a card on the board of the line."),
        IntakeItem.Decision.REWRITE_PROCESS: _("Each becomes a card on the board of the line."),
        IntakeItem.Decision.MERGE: _("The list points at what they went into. Nothing else happens by itself."),
        IntakeItem.Decision.DISCARD: _("They are marked here. Where they lie, nothing is touched."),
    }
    return words[IntakeItem.Decision(decision)]


def _chosen_rows(request: Request, line_id: UUID) -> list[IntakeItem]:
    """Return the chosen documents: all that fit the list as it was, or those with a mark."""
    if request.POST.get("all"):
        chosen = TidyListForm(QueryDict(request.POST.get("kept", ""))).values()
        return list(queries.tidy_rows(line_id, wanted_in(chosen)))
    return queries.tidy_chosen(line_id, sent_ids(request.POST.getlist("row")))


def _back(request: Request, line_id: UUID) -> str:
    kept = urlencode(TidyListForm(QueryDict(request.POST.get("kept", ""))).chosen())
    return f"{reverse('publishing:tidy', args=[line_id])}{'?' if kept else ''}{kept}"


@require_POST
def tidy_undo(request: Request, production_line_id: UUID) -> HttpResponse:
    """Take back what was decided together."""
    (batch, *_others) = [*sent_ids([request.POST.get("batch", "")]), UUID(int=0)]
    count = actions.undo_decision(production_line_id, batch, by=request.user)
    told = ngettext("%(count)d document is undecided again.", "%(count)d documents are undecided again.", count)
    messages.success(request, told % {"count": count})
    return redirect("publishing:tidy", production_line_id=production_line_id)
