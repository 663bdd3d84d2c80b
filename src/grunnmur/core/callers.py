"""Programs that bring a token of their own kind: who one is, is asked in the statement that finds the municipality."""

from collections.abc import Callable

from django.http import HttpRequest

from grunnmur.core.tenancy import Beside

Asks = Callable[[HttpRequest], Beside | None]
_asks: dict[str, Asks] = {}


def register_caller(prefix: str, asks: Asks) -> None:
    """Let requests to addresses that begin so be asked about; the answer comes as `request.caller`.

    asks: makes the query for the caller, or returns None where the request names none.
    """
    _asks[prefix] = asks


def asked_of(request: HttpRequest) -> Beside | None:
    """Return the query for the caller of a request; None for most."""
    found = next((asks for prefix, asks in _asks.items() if request.path.startswith(prefix)), None)
    return found(request) if found else None
