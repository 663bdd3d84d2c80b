"""How things are named here, and which types of documents there are: read by all, changed by few, taken along."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grunnmur.core.errors import DomainError
from grunnmur.core.history import history_of
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may, require
from grunnmur.core.tables.write import CSV_TYPE, Table, write_csv
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.naming import ItemTypeForm, StandardForm, TypeForm
from grunnmur.publishing.queries import DocumentType, NamingStandard
from grunnmur.publishing.rules import RUN_FACTORY, kind_choices
from grunnmur.publishing.views.shown import history_entries

Context = dict[str, Any]  # what a template shows


@require_safe
def naming(request: Request) -> HttpResponse:
    """Show the standards and the types, and to those who may, where they are changed."""
    may_all, led = may(request.user, RUN_FACTORY), _lines_i_lead(request)
    words = dict(kind_choices())
    context = {
        "standards": [
            {
                "row": row,
                "where": _where(row, words),
                "url": reverse("publishing:standard", args=[row.pk]) if may_all or row.line_id in led else "",
            }
            for row in queries.naming_standards()
        ],
        "types": [
            {
                "row": row,
                "url": reverse("publishing:document_type", args=[row.pk]) if may_all or row.line_id in led else "",
            }
            for row in queries.document_types()
        ],
        "may_add": may_all or bool(led),
        "breadcrumbs": _way(_("Naming")),
    }
    return page(request, "publishing/naming.html", context)


def _where(row: NamingStandard, words: dict[str, str]) -> str:
    return ", ".join(filter(None, (words.get(row.kind, row.kind), row.line.name if row.line else "")))


def standard(request: Request, standard_id: UUID | None = None) -> HttpResponse:
    """Make or change a standard; who may not is refused before the form."""
    row = queries.find_standard(standard_id) if standard_id else None
    names = ("subject", "kind", "pattern", "example", "counter_example", "why", "level", "is_active")
    initial = {name: getattr(row, name) for name in names} if row else {}

    def keep(form: forms.Form) -> object:
        facts = StandardForm.facts(form)  # type: ignore[arg-type]  # the form this page made
        return actions.set_standard(facts, standard_id=standard_id, by=request.user)

    return _edit(request, row, StandardForm, initial, keep)


def document_type(request: Request, document_type_id: UUID | None = None) -> HttpResponse:
    """Make or change a type of document; who may not is refused before the form."""
    row = queries.find_document_type(document_type_id) if document_type_id else None
    names = ("name", "kind", "meaning", "pattern", "example", "why", "revision_months", "is_active")
    initial = {name: getattr(row, name) for name in names} if row else {}

    def keep(form: forms.Form) -> object:
        facts = TypeForm.facts(form)  # type: ignore[arg-type]  # the form this page made
        return actions.set_document_type(facts, document_type_id=document_type_id, by=request.user)

    return _edit(request, row, TypeForm, initial, keep)


def _edit(
    request: Request,
    row: NamingStandard | DocumentType | None,
    form_class: type[StandardForm] | type[TypeForm],
    initial: Context,
    keep: Callable[[forms.Form], object],
) -> HttpResponse:
    """Show a form and keep what is sent; a pattern or name that will not do stands beside its field."""
    led = _lines_i_lead(request)
    if not led or (row and row.line_id not in led):
        require(request.user, RUN_FACTORY)
    initial["line"] = str(row.line_id or "") if row else ""
    lines = [(str(line.pk), line.name) for line in queries.lines_to_choose()]
    form = form_class(request.POST if request.method == "POST" else None, lines=lines, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            keep(form)
        except DomainError as error:
            form.add_error("pattern" if "pattern" in form.cleaned_data else None, str(error))
        else:
            messages.success(request, _("It is noted."))
            return redirect("publishing:naming")
    is_standard = form_class is StandardForm
    title = _("Naming standard") if is_standard else _("Document type")
    context = {
        "title": title,
        "form": form,
        "history_title": _("What happened to the standard") if is_standard else _("What happened to the type"),
        "entries": history_entries(history_of(row)) if row else [],
        "breadcrumbs": [*_way(), {"label": _("Naming"), "url": reverse("publishing:naming")}, {"label": title}],
    }
    return page(request, "publishing/naming_edit.html", context, status=422 if form.errors else 200)


def _lines_i_lead(request: Request) -> set[UUID]:
    return {line for line, parts in queries.parts_by_line(by=request.user).items() if "chief" in parts}


@require_safe
def standards_file(_request: Request) -> HttpResponse:
    """Send the standards as CSV."""
    words = dict(kind_choices())
    header = [_("What is named"), _("Content"), _("Production line"), _("Pattern"), _("Like this"), _("Not like this")]
    rows = (
        [
            row.get_subject_display(),
            words.get(row.kind, row.kind),
            row.line.name if row.line else "",
            row.pattern,
            row.example,
            row.counter_example,
            row.why,
            row.get_level_display(),
            _("yes") if row.is_active else _("no"),
        ]
        for row in queries.naming_standards()
    )
    return _sent(Table(_("Naming standards"), [*header, _("Why"), _("What a gate says"), _("In use")], rows))


@require_safe
def types_file(_request: Request) -> HttpResponse:
    """Send the types of documents as CSV."""
    header = [_("Name"), _("Kind of document"), _("Production line"), _("What it is"), _("Pattern"), _("Like this")]
    rows = (
        [
            row.name,
            row.get_kind_display(),
            row.line.name if row.line else "",
            row.meaning,
            row.pattern,
            row.example,
            row.why,
            row.revision_months,
            _("yes") if row.is_active else _("no"),
        ]
        for row in queries.document_types()
    )
    return _sent(Table(_("Document types"), [*header, _("Why"), _("Months between revisions"), _("In use")], rows))


def _sent(table: Table) -> HttpResponse:
    response = HttpResponse(write_csv(table), content_type=CSV_TYPE)
    name = f"{table.name.lower()}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_POST
def item_type(request: Request, code: str) -> HttpResponse:
    """Say which type of document an item is."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    types = [(str(row.pk), row.name) for row in queries.types_to_choose(item.line_id, kind=item.kind)]
    form = ItemTypeForm(request.POST, types=types)
    if form.is_valid():
        actions.set_item_type(item.pk, form.type_id(), by=request.user)
        messages.success(request, _("It is noted."))
    else:
        messages.error(request, _("Choose one of the types in the list."))
    return redirect("publishing:versions", code=item.code)


def _way(*below: str) -> list[Context]:
    return [{"label": _("Flow factory"), "url": reverse("publishing:factory")}, *({"label": one} for one in below)]
