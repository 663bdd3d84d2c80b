"""The living component page: every component with examples and states, for those who build pages."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Example = dict[str, Any]  # what a component takes: text, numbers, and lists of the same


class ExampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Write so that a colleague understands it."),
        max_length=80,
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), choices=[("a", gettext_lazy("School")), ("b", gettext_lazy("Nursing home"))]
    )
    due = forms.DateField(
        label=gettext_lazy("Due date"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    weight = forms.ChoiceField(
        label=gettext_lazy("How much does it matter?"),
        choices=[("1", gettext_lazy("A little")), ("2", gettext_lazy("Much"))],
        widget=forms.RadioSelect,
    )
    is_open = forms.BooleanField(label=gettext_lazy("Everyone may see it"), required=False)


def table() -> Example:
    """A table of cases, sorted by the due date."""
    columns = [
        {"label": _("Case"), "sort_url": "?sort=case"},
        {"label": _("Person in charge")},
        {"label": _("State")},
        {"label": _("Due date"), "sort_url": "?sort=-due", "sort": "ascending"},
        {"label": _("Documents"), "align": "end"},
    ]
    cases = (
        (_("New playground at the school"), "Kari Eksempel", _("Open"), "info", "3. 5. 2026", "12"),
        (_("Repair of the bridge"), "Ola Eksempel", _("Late"), "danger", "9. 5. 2026", "4"),
        (_("Agreement on cleaning"), "Ane Eksempel", _("Closed"), "success", "30. 6. 2026", "107"),
    )
    rows = [
        {
            "cells": [
                {"text": title, "url": "#table"},
                {"person": name},
                {"text": state, "color": color},
                {"text": due},
                {"text": number},
            ]
        }
        for title, name, state, color, due, number in cases
    ]
    return {"columns": columns, "rows": rows}


def history() -> list[Example]:
    """Three entries of a history, the newest first."""
    return [
        {
            "title": _("Due date changed"),
            "by": "Kari Eksempel",
            "at": datetime(2026, 5, 3, 7, 12, tzinfo=UTC),
            "changes": [{"label": _("Due date"), "before": "1. 5. 2026", "after": "9. 5. 2026"}],
        },
        {
            "title": _("Case closed"),
            "by": "Ola Eksempel",
            "at": datetime(2026, 4, 2, 11, 40, tzinfo=UTC),
            "text": _("The work is done and paid."),
        },
        {"title": _("Case created"), "by": "Ane Eksempel", "at": date(2026, 3, 1)},
    ]


def lists() -> Example:
    """The examples that are lists of things."""
    return {
        "tabs": [
            {"label": _("Overview"), "url": "#tabs", "is_current": True},
            {"label": _("Documents"), "url": "#tabs", "count": 12},
            {"label": _("History"), "url": "#tabs"},
        ],
        "steps": [
            {"label": _("What it is about"), "state": "done", "url": "#steps"},
            {"label": _("Who it concerns"), "state": "current"},
            {"label": _("Check and send"), "state": "todo"},
        ],
        "facts": [
            {"label": _("Unit"), "text": _("School"), "url": "#facts"},
            {"label": _("Person in charge"), "person": "Kari Eksempel"},
            {"label": _("State"), "text": _("Open"), "tag_color": "info"},
            {"label": _("Closed"), "text": ""},
        ],
        "rows": [
            {
                "title": _("Approve the plan"),
                "url": "#rows",
                "text": _("School"),
                "tag": _("Late"),
                "tag_color": "danger",
            },
            {"title": _("Read the new routine"), "url": "#rows", "text": _("Nursing home"), "meta": "3. 5. 2026"},
        ],
        "chips": [{"label": _("Open"), "url": "#filter"}, {"label": _("School"), "url": "#filter"}],
        "breadcrumbs": [
            {"label": _("Start"), "url": "/"},
            {"label": _("Components"), "url": ""},
        ],
    }


ICONS = (
    *("home", "search", "briefcase", "book", "organisation", "bell", "person", "calendar", "clock", "file"),
    *("folder", "tasks", "chat", "news", "process", "risk", "shield", "law", "robot", "key", "lock", "link"),
    *("download", "upload", "pencil", "trash", "plus", "check", "x"),
)
COLOURS: tuple[tuple[str, Promise], ...] = (
    ("neutral", gettext_lazy("Neutral")),
    ("accent", gettext_lazy("Accent")),
    ("info", gettext_lazy("Information")),
    ("success", gettext_lazy("Success")),
    ("warning", gettext_lazy("Warning")),
    ("danger", gettext_lazy("Danger")),
)


def ui(request: HttpRequest) -> HttpResponse:
    """Show every component with examples and states."""
    refused = ExampleForm({"title": "", "unit": "a", "weight": ""}, auto_id="refused_%s")
    context = {
        "form": ExampleForm(auto_id="example_%s"),
        "refused": refused,
        "table": table(),
        "entries": history(),
        "colours": COLOURS,
        "icons": ICONS,
        "today": date(2026, 5, 3),
        "options": [("open", _("Open")), ("closed", _("Closed"))],
        **lists(),
    }
    return render(request, "core/ui.html", context)
