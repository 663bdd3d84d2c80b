"""What landscape answers for in the house; called once, when all models are loaded."""

from collections.abc import Collection, Iterable
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils.functional import lazy

from grunnmur.core import links, panels, search
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.searching import OWN_TYPES, entries_of
from grunnmur.landscape.models import ChangeCase
from grunnmur.landscape.queries import visible
from grunnmur.landscape.queries.changes import cases_for
from grunnmur.landscape.reactions import changes, contacts, files, organisation
from grunnmur.landscape.rules import type_name, type_names
from grunnmur.landscape.views.changes.frame import CHANGE, case_url
from grunnmur.landscape.views.changes.starting import change_panel

ANY = "element"  # the link kind of an element of any type


def register() -> None:
    """Let the map's own elements be found, and every element be linked to."""
    for element_type in OWN_TYPES:
        label, one = lazy(type_names, str)(element_type), lazy(type_name, str)(element_type)
        search.register_kind(element_type, label=label, one=one, entries=entries_of(element_type))
        links.register_kind(element_type, partial(resolve, element_type))
    links.register_kind(ANY, partial(resolve, ANY))
    links.register_kind(CHANGE, resolve_cases)
    panels.register(ANY, 80, change_panel)


def resolve(kind: str, ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:
    """Give the links of the elements the asker may know of."""
    rows = visible(seen_by=seen_by).filter(pk__in=ids)
    for row in rows if kind == ANY else rows.filter(type=kind):
        url = reverse("landscape:element", args=[row.pk])
        yield links.Link(links.Ref(kind, row.pk), row.name, url, type_name(row.type))


def resolve_cases(ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:
    """Give the links of the change cases the asker may know of; a case has the id of its element."""
    for case in cases_for(seen_by=seen_by).filter(pk__in=ids):
        title, url = case.element.name, case_url(case.pk)
        yield links.Link(links.Ref(CHANGE, case.pk), title, url, str(ChangeCase.Status(case.status).label))


__all__ = ["changes", "contacts", "files", "organisation", "register"]
