"""Files that were brought for the map: linked to by name, and not kept for ever."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse

from grunnmur.core.events import reacts_to
from grunnmur.core.links import Link, Ref, register_kind
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.imports import IMPORTER, forget_old_imports
from grunnmur.landscape.queries.imports import names_of_imports
from grunnmur.organisation.events import DayTurned


def import_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to imports of the map, for those who may see them."""
    for run, name in names_of_imports(ids, seen_by=seen_by).items():
        yield Link(Ref(IMPORTER.link_kind, run), name, reverse("landscape:import", args=[run]))


@reacts_to(DayTurned)
def forget_files(event: DayTurned) -> None:
    """Files of imports are kept 90 days."""
    forget_old_imports(on=event.day)


register_kind(IMPORTER.link_kind, import_links)
