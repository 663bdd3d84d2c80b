"""How accesses, roles and changes are put for the screen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from grunnmur.access.models import Resource
from grunnmur.access.queries import Access, State, key_names, state_of
from grunnmur.core.clock import today
from grunnmur.core.history import Change
from grunnmur.core.permissions import Actor
from grunnmur.core.timeline import Entry, entries_of, title_of

Context = dict[str, Any]  # what a template shows
TOLD = {
    "name": gettext_lazy("Name"),
    "purpose": gettext_lazy("Purpose"),
    "kind": gettext_lazy("Kind"),
    "state": gettext_lazy("State"),
    "owner_key": gettext_lazy("Owner"),
    "role": gettext_lazy("Role"),
    "reason": gettext_lazy("Why"),
    "legal_basis": gettext_lazy("Legal basis"),
    "grace_days": gettext_lazy("Days it is kept afterwards"),
    "max_days": gettext_lazy("Days it is given for at most"),
    "requestable_by": gettext_lazy("Who may ask for it"),
    "review_months": gettext_lazy("Months between reviews"),
    "is_desk_role": gettext_lazy("Given at the desk"),
    "on_full": gettext_lazy("When it is full"),
    "unit_cost": gettext_lazy("Cost of a seat for a year"),
    "quantity": gettext_lazy("Seats"),
    "valid": gettext_lazy("Days"),
    "label": gettext_lazy("Number"),
    "returned_at": gettext_lazy("Back or lost"),
    "is_lost": gettext_lazy("Lost"),
}  # the columns of a rule, a role, a pool, a request and a thing that their history tells of
FILES = {"csv": "CSV", "xlsx": "Excel"}  # what a file to take along is called, by the ending of its name
KIND_ORDER = {kind.value: number for number, kind in enumerate(Resource.Kind)}


@dataclass(frozen=True)
class ShownAccess:
    """One access as its reader sees it."""

    name: str
    reason: str
    state: State
    why_url: str


@dataclass(frozen=True)
class Group:
    """The accesses of one kind of resource."""

    label: str
    rows: list[ShownAccess]


def grouped(accesses: Sequence[Access], *, on: date, seen_by: Actor) -> list[Group]:
    """Return one person's accesses by kind of resource, systems first; four statements at most."""
    names = key_names({access.fulfil_key for access in accesses}, seen_by=seen_by)
    groups: dict[str, Group] = {}
    for access in sorted(accesses, key=lambda one: KIND_ORDER[one.kind]):
        group = groups.setdefault(access.kind, Group(access.kind_label, []))
        state = state_of(access, on=on, names=names)
        group.rows.append(ShownAccess(access.name, access.reason, state, _why_url(access, on)))
    return list(groups.values())


def _why_url(access: Access, on: date) -> str:
    """Ask about the first day that counts: the day of the page, or the day it begins."""
    first = access.valid.lower
    day = first if first and first > on else on
    return why_url(access.person, access.permission, on=day)


def why_url(person: UUID, permission: UUID, *, on: date) -> str:
    """Return the address that explains a permission of a person on a day."""
    address = reverse("access:why", args=[person, permission])
    return address if on == today() else f"{address}?{urlencode({'on': on.isoformat()})}"


def exports(name: str, chosen: Mapping[str, str], about: UUID | None = None) -> list[tuple[str, str]]:
    """Return (label, address) of a list as csv and xlsx, narrowed and sorted as the page is.

    about: the resource whose list it is, where it is one's.
    """
    of = {"resource_id": about} if about else {}
    kept = urlencode({key: value for key, value in chosen.items() if value and key != "after"})
    query = f"?{kept}" if kept else ""
    return [(word, reverse(name, kwargs={"form": form, **of}) + query) for form, word in FILES.items()]


def entries(changes: Iterable[Change]) -> list[Entry]:
    """Return a row's changes as entries of a timeline."""
    return entries_about(("", change) for change in changes)


def entries_about(changes: Iterable[tuple[str, Change]]) -> list[Entry]:
    """Return changes as entries of a timeline, each with what was changed after the verb, or nothing."""
    titled = [(f"{title_of(change)}: {about}" if about else "", change) for about, change in changes]
    return entries_of(titled, told=TOLD, key_names=key_names)


def columns(chosen: dict[str, str], labels: Sequence[tuple[str, str, bool]], *, default: str) -> list[Context]:
    """Return the heads of a table's columns: (sort, label, whether counts run downwards); blank sort cannot be sorted.

    The addresses keep how the list is narrowed, and begin at its first page.
    """
    kept = {name: value for name, value in chosen.items() if value and name not in {"after", "sort"}}
    current = chosen["sort"] or default
    return [
        {
            "label": label,
            "sort_url": f"?{urlencode({**kept, 'sort': sort})}" if sort else "",
            "sort": ("descending" if is_downwards else "ascending") if sort and sort == current else "",
            "align": "end" if is_downwards else "",
        }
        for sort, label, is_downwards in labels
    ]


def next_url(chosen: dict[str, str], cursor: str) -> str:
    """Return the address of the list's next page; empty on the last one."""
    kept = {name: value for name, value in chosen.items() if value and name != "after"}
    return f"?{urlencode({**kept, 'after': cursor})}" if cursor else ""


def trail(*above: tuple[str, str], last: str) -> list[Context]:
    """Return the breadcrumbs: (label, name of an address) of the pages above, then this page."""
    return [*({"label": label, "url": reverse(name)} for label, name in above), {"label": last}]
