"""How versions, gates and times are put for the screen."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.formats import number
from grunnmur.core.history import Change as HistoryChange
from grunnmur.core.timeline import Entry, entries_of
from grunnmur.publishing.queries import Item, Progress, Version
from grunnmur.publishing.rules import Change, GateResult, Level, kind_named

Context = dict[str, Any]  # what a template shows
COLORS = {
    Version.State.DRAFT: "neutral",
    Version.State.QUALITY: "info",
    Version.State.APPROVAL: "info",
    Version.State.PLANNED: "accent",
    Version.State.CURRENT: "success",
    Version.State.WITHDRAWN: "danger",
}
GATE_COLORS = {Level.ERROR: "danger", Level.WARNING: "warning", Level.OK: "success"}


def days_said(days: float | None) -> str:
    """Say a number of days; a dash when nothing is known."""
    if days is None:
        return "–"
    count = max(1, round(days))
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def tidied_said(progress: Progress) -> str:
    """Say how far the tidy list of a line has come; blank for one without old documents."""
    told = {"decided": number(progress.decided), "total": number(progress.of), "percent": progress.percent}
    return _("%(decided)s of %(total)s decided, %(percent)d %%") % told if progress.of else ""


def size_said(size: int | None) -> str:
    """Say a number of bytes; a dash when nothing is known."""
    return "–" if size is None else filesizeformat(size)


def shown_gates(results: Iterable[GateResult]) -> list[Context]:
    """Return gate results with the word and colour of their level."""
    words = {Level.ERROR: _("Must be mended"), Level.WARNING: _("Look at this"), Level.OK: _("Right")}
    return [{"result": result, "word": words[result.level], "color": GATE_COLORS[result.level]} for result in results]


def shown_changes(changes: Sequence[Change]) -> list[Context]:
    """Return changes for the list of differences."""
    return [{"sentence": one.sentence, "is_significant": one.is_significant} for one in changes]


def history_entries(changes: Iterable[HistoryChange]) -> list[Entry]:
    """Return the changes of a standard, a type or a note, whose columns all have a name, as entries of a timeline."""
    rows = list(changes)
    told = {column.name: column.verbose_name for change in rows[:1] for column in change.model._meta.concrete_fields}
    return entries_of([("", change) for change in rows], told=told)


def way_to(item: Item, *below: str) -> list[Context]:
    """Return the breadcrumbs of a page about an item."""
    kind = kind_named(item.kind)
    return [
        {"label": _("Flow factory"), "url": reverse("publishing:factory")},
        {
            "label": item.title,
            "url": kind.url(item.code) if not below else reverse("publishing:versions", args=[item.code]),
        },
        *({"label": label} for label in below),
    ]


def item_tabs(item: Item, tabs: list[Context], *, is_readable: bool) -> list[Context]:
    """Return the tabs of an item as its own pages have them; of one that was never valid, its versions and history."""
    kind = kind_named(item.kind)
    before, after = kind.pages(item.code) if kind.pages else ((), ())
    past = _tab(_("History"), reverse("publishing:history", args=[item.code]))
    first = [_tab(str(kind.label), kind.url(item.code)), *(_tab(*page) for page in before)]
    return [*first, *tabs, *(_tab(*page) for page in after)] if is_readable else [*tabs[:1], past]


def _tab(label: str, url: str) -> Context:
    return {"label": label, "url": url, "is_current": False}


def edit_url(version: Version) -> str:
    """Return where a draft is worked on; blank for what is no draft, and for kinds that are not worked on here."""
    edit = kind_named(version.item.kind).edit_url
    return edit(version.pk) if edit and version.state == Version.State.DRAFT else ""
