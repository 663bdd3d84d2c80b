"""What information holds about whom: of one object as checkboxes, of all as a table, and the categories."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may, require
from grunnmur.landscape.actions.categories import (
    add_data_category,
    add_subject_category,
    change_data_category,
    change_subject_category,
    remove_data_category,
    remove_subject_category,
)
from grunnmur.landscape.actions.information import set_content
from grunnmur.landscape.forms.categories import (
    DataCategoryForm,
    SubjectCategoryForm,
    asked_subjects,
    checkbox,
    ticked,
)
from grunnmur.landscape.models import DataCategory, Element
from grunnmur.landscape.queries.information import (
    Category,
    Pair,
    Subject,
    content_matrix,
    content_of,
    data_categories,
    subject_categories,
)
from grunnmur.landscape.rules import EDIT_CATALOGUE, SEE, type_names
from grunnmur.landscape.rules.categories import CategoryInUseError, is_own
from grunnmur.landscape.rules.details import UnfitDetailError
from grunnmur.landscape.views.details import READ_OR_SEND, owned
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, Step, element_url, list_url, trail

CHANGING: Mapping[str, tuple[type[Any], Callable[..., object]]] = {  # Any: one form or the other
    "data": (DataCategoryForm, change_data_category),
    "subject": (SubjectCategoryForm, change_subject_category),
}
CLASS_COLORS: Mapping[str, str] = {
    "ordinary": "neutral",
    "confidential": "info",
    "special": "danger",
    "criminal": "danger",
    "national_id": "warning",
}


@READ_OR_SEND
def content(request: Request, element_id: UUID) -> HttpResponse:
    """Show what one information object holds, and let those who own it tick it. Columns: whom it is about."""
    if request.method == "POST":
        return _set(request, owned(request, element_id, element_type="information"))
    element = element_of(request, element_id)
    if element.type != "information":
        raise Element.DoesNotExist
    held, data, subjects = content_of(element.pk), data_categories(), subject_categories()
    held_subjects = {subject for _data, subject in held}
    asked = asked_subjects(request.GET, known=subjects)
    columns = [one for code, one in subjects.items() if code in held_subjects or code in asked]
    known = frame(request, element, tab="information_content")
    context = known | {
        "subjects": [
            _choice(one, is_shown=one in columns, is_held=one.code in held_subjects) for one in subjects.values()
        ],
        "columns": [_subject(one) for one in columns],
        "groups": _groups(data, columns, held, is_read_only=not known["may_edit"]),
        "is_empty": not held,
    }
    return page(request, "landscape/content.html", context)


def _set(request: Request, element: Element) -> HttpResponse:
    """Write what was ticked in the columns that were shown; other columns stay."""
    shown = set(request.POST.getlist("shown"))
    held = {pair for pair in content_of(element.pk) if pair[1] not in shown}
    set_content(element.pk, held | ticked(request.POST, shown=shown), by=request.user)
    messages.success(request, _("What the information holds is saved."))
    return redirect("landscape:information_content", element.pk)


def matrix(request: Request) -> HttpResponse:
    """Show which information holds each category about whom, in the whole municipality."""
    found = content_matrix(seen_by=request.user)
    data, subjects = data_categories(), subject_categories()
    used = {subject for _data, subject in found}
    columns = [one for code, one in subjects.items() if code in used]
    rows = [
        {
            **_category(one),
            "cells": [_cell(found.get((one.code, column.code), ()), column) for column in columns],
        }
        for one in data.values()
        if any((one.code, column.code) in found for column in columns)
    ]
    context = {
        "columns": [_subject(one) for one in columns],
        "rows": rows,
        "may_edit_catalogue": may(request.user, EDIT_CATALOGUE),
        "list_url": list_url("information"),
        "breadcrumbs": _way(last=_("What we hold about whom")),
    }
    return page(request, "landscape/matrix.html", context)


@READ_OR_SEND
def categories(request: Request) -> HttpResponse:
    """Show the categories of personal data and of people, and let those who keep them add some."""
    require(request.user, SEE)
    data_form = _bound(request, "data", DataCategoryForm)
    subject_form = _bound(request, "subject", SubjectCategoryForm)
    if _added(request, data_form, lambda: add_data_category(data_form.facts(), by=request.user)) or _added(
        request, subject_form, lambda: add_subject_category(subject_form.facts(), by=request.user)
    ):
        return redirect("landscape:categories")
    context = {
        "data": [_category(one) | {"is_own": is_own(one.code)} for one in data_categories().values()],
        "subjects": [_subject(one) | {"is_own": is_own(one.code)} for one in subject_categories().values()],
        "data_form": data_form,
        "subject_form": subject_form,
        "may_edit_catalogue": may(request.user, EDIT_CATALOGUE),
        "breadcrumbs": _way(
            (_("What we hold about whom"), reverse("landscape:information_matrix")), last=_("Categories")
        ),
    }
    is_wrong = bool(data_form.errors or subject_form.errors)
    return page(request, "landscape/categories.html", context, status=422 if is_wrong else 200)


@READ_OR_SEND
def change(request: Request, kind: str, code: str) -> HttpResponse:
    """Ask what a category of one's own is called and how it is meant now, and write it down."""
    require(request.user, EDIT_CATALOGUE)
    known: Mapping[str, Category | Subject] = data_categories() if kind == "data" else subject_categories()
    if kind not in CHANGING or not is_own(code) or code not in known:
        raise DataCategory.DoesNotExist
    form_class, act = CHANGING[kind]
    begun = {name: getattr(known[code], name) for name in form_class.base_fields}
    form = form_class(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_bound and form.is_valid():
        try:
            act(code, form.facts(), by=request.user)
        except UnfitDetailError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["label"]})
            return redirect("landscape:categories")
    title = _("Change %(name)s") % {"name": known[code].label}
    cancel_url = reverse("landscape:categories")
    context = {
        "form": form,
        "title": title,
        "cancel_url": cancel_url,
        "breadcrumbs": _way((_("Categories"), cancel_url), last=title),
    }
    return page(request, "landscape/category_edit.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: Request, kind: str, code: str) -> HttpResponse:
    """Take away a category of one's own that no information holds."""
    removing = {"data": remove_data_category, "subject": remove_subject_category}
    if kind not in removing:
        raise DataCategory.DoesNotExist
    removing[kind](code, by=request.user)
    messages.success(request, _("The category is gone."))
    return redirect("landscape:categories")


def _bound(request: Request, kind: str, form: type[Any]) -> Any:  # Any: one form or the other
    sent = request.POST if request.method == "POST" and request.POST.get("kind") == kind else None
    return form(sent, auto_id=f"id_{kind}_%s")


def _added(request: Request, form: Any, add: Callable[[], object]) -> bool:  # Any: one form or the other
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        add()
    except (CategoryInUseError, UnfitDetailError) as error:
        form.add_error("label", str(error))
        return False
    messages.success(request, _("%(name)s is a category now.") % {"name": form.cleaned_data["label"]})
    return True


def _groups(
    data: Mapping[str, Category], columns: Sequence[Subject], held: frozenset[Pair], *, is_read_only: bool
) -> list[Context]:
    """Return the rows by class. Of what one may only read: those that something is held of."""
    groups: dict[str, Context] = {}
    for one in data.values():
        pairs = [(one.code, column.code) for column in columns]
        if is_read_only and held.isdisjoint(pairs):
            continue
        group = groups.setdefault(
            one.sensitivity, {"label": DataCategory.Sensitivity(one.sensitivity).label, "rows": []}
        )
        cells = [
            {"value": checkbox(pair), "is_held": pair in held, "label": column.label}
            for pair, column in zip(pairs, columns, strict=True)
        ]
        group["rows"].append(_category(one) | {"cells": cells})
    return list(groups.values())


def _category(one: Category) -> Context:
    return {
        "code": one.code,
        "label": one.label,
        "class": DataCategory.Sensitivity(one.sensitivity).label,
        "color": CLASS_COLORS[one.sensitivity],
        "is_highly_personal": one.is_highly_personal,
    }


def _subject(one: Subject) -> Context:
    return {"code": one.code, "label": one.label, "is_vulnerable": one.is_vulnerable, "is_child": one.is_child}


def _choice(one: Subject, *, is_shown: bool, is_held: bool) -> Context:
    return _subject(one) | {"is_shown": is_shown, "is_held": is_held}


def _cell(elements: Sequence[Element], column: Subject) -> Context:
    return {"label": column.label, "links": [{"name": one.name, "url": element_url(one.pk)} for one in elements]}


def _way(*steps: tuple[str, str], last: str) -> list[Step]:
    return trail((type_names("information"), list_url("information")), *steps, last=last)
