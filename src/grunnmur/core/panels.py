"""Parts of a page that domains above put on the page of a thing below: the roles on a person's page, for example."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise

from grunnmur.core.http import Request
from grunnmur.core.links import Ref
from grunnmur.core.permissions import Actor


@dataclass(frozen=True)
class Panel:
    """A section of a page: its heading, and the template that draws what is under it from `context` alone.

    The template gets the context as variables, besides `request`; it writes headings from level 3 down.
    """

    heading: Promise | str
    template: str
    context: dict[str, Any] = field(default_factory=dict)  # Any: what the template shows


Provider: TypeAlias = Callable[[Ref, Actor, Request], Panel | None]
_providers: defaultdict[str, list[tuple[int, Provider]]] = defaultdict(list)


def register(kind: str, order: int, provider: Provider) -> None:
    """Show a panel on the pages of a kind; lower orders come first. None for what the asker may not see."""
    if (order, provider) not in _providers[kind]:
        _providers[kind].append((order, provider))
        _providers[kind].sort(key=lambda entry: entry[0])


def panels_for(ref: Ref, *, seen_by: Actor, request: Request) -> list[Panel]:
    """Return the panels the asker may see on the page of this thing, in their order."""
    found = (provider(ref, seen_by, request) for _order, provider in _providers[ref.kind])
    return [panel for panel in found if panel is not None]
