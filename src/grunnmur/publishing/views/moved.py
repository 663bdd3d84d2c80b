"""Old codes in addresses: whoever follows one, from a poster or another system, is led to what has it now."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri

from grunnmur.publishing import queries
from grunnmur.publishing.queries import Item
from grunnmur.publishing.rules import all_kinds

GetResponse = Callable[[HttpRequest], HttpResponse]
READING = {"GET", "HEAD"}
API, OWN = "/api/v1", "/publishing/items/"
PROBE = "CODE"


def lead_to_new_codes(get_response: GetResponse) -> GetResponse:
    """Lead a page, file or call of the API that is not found on, if its address has a code from before.

    Nothing is asked for pages that are found. Who may not read the item hears that there is nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        code = match.kwargs.get("code") if match else None
        if response.status_code != HTTPStatus.NOT_FOUND or not code or not _is_about_items(request.path):
            return response
        return _led_on(request, str(code)) or response

    return middleware


def _is_about_items(path: str) -> bool:
    pages = tuple(kind.url(PROBE).partition(PROBE)[0] for kind in all_kinds())
    return path.startswith((*pages, OWN, *(f"{API}{page}" for page in (*pages, OWN))))


def _led_on(request: HttpRequest, code: str) -> HttpResponse | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        item = queries.item_by_code(code, seen_by=user)
    except Item.DoesNotExist:
        return None
    if item.code == code.upper():
        return None
    parts = request.path.split("/")
    parts[parts.index(code)] = item.code
    query = request.META.get("QUERY_STRING", "")
    address = iri_to_uri("/".join(parts)) + (f"?{query}" if query else "")
    response = HttpResponsePermanentRedirect(address)
    if request.method not in READING:
        response.status_code = HTTPStatus.PERMANENT_REDIRECT  # the same method and content again
    return response
