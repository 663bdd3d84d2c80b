"""What processes answers for: how they are linked to and found."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from grunnmur.core import links, search
from grunnmur.core.permissions import Actor
from grunnmur.processes.actions.searching import entries
from grunnmur.processes.queries.library import processes
from grunnmur.processes.rules import KIND


def register() -> None:
    """Let processes be linked to and found."""
    links.register_kind(KIND, resolve)
    search.register_kind(KIND, label=_("Processes"), weight=1.2, entries=entries)


def resolve(ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:
    """Give the links of the processes the asker may read."""
    for process in processes(seen_by=seen_by).filter(pk__in=ids):
        ref = links.Ref(KIND, process.pk)
        yield links.Link(ref, process.item.title, f"/processes/{process.item.code}/", process.purpose)
