"""What every page shows around its content. Domains above register; the base template draws."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

_sources: dict[str, Callable[[HttpRequest], Any]] = {}


def provide(name: str, source: Callable[[HttpRequest], Any]) -> None:
    """Let an upper domain give the base template one variable: navigation, unread_count, person_name."""
    _sources[name] = source


def around(request: HttpRequest) -> dict[str, Any]:
    """Give templates the municipality and what the domains provide, each asked only when it is shown."""
    if not hasattr(request, "tenant"):
        return {}
    lazily = {name: SimpleLazyObject(partial(source, request)) for name, source in _sources.items()}
    return {"municipality": request.tenant, **lazily}
