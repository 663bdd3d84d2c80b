"""Whole addresses: of this installation's own pages, for who is not on a page, and of the web as paper tells them."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from grunnmur.core.tenancy import current_tenant

LEADING = frozenset({"https", "http", "mailto"})  # kinds of addresses that a document may lead to
LONGEST = 2000  # letters of one: longer ones are damage to some readers of DOCX
LONGEST_ON_PAPER = 60


def host() -> str:
    """Return the host name of the municipality's pages."""
    return settings.DEMO_HOST or next(iter([*current_tenant().host_names, *settings.ALLOWED_HOSTS]))


def absolute(path: str) -> str:
    """Return a page's whole address, for who is not on a page."""
    return f"{'https' if settings.SECURE_SSL_REDIRECT else 'http'}://{host()}{path}"


def leading(url: str) -> str:
    """Return the whole address that a file may lead to; blank for what is none, as scripts and data are.

    url: of the web, or a page of ours as a path.
    """
    is_page = url.startswith("/") and not url.startswith("//")
    whole = absolute(url) if is_page else url.strip()
    parts = _parts(whole)
    if parts is None or parts.scheme not in LEADING or (parts.scheme != "mailto" and not parts.hostname):
        return ""
    written = str(iri_to_uri(whole))
    return written if len(written) <= LONGEST else ""


def on_paper(url: str, *, words: str) -> str:
    """Return what paper says after the words of a link, as short as it can be typed; mostly blank.

    It is blank where the link leads to a page of ours, or its words say the address already.
    """
    parts = _parts(url.strip())
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname or _is_ours(parts):
        return ""
    whole = _short(url)
    if _short(words) == whole:
        return ""
    return whole if len(whole) <= LONGEST_ON_PAPER else f"{parts.hostname.removeprefix('www.')}/…"


def _short(url: str) -> str:
    rest = url.strip().partition("://")[2] or url.strip()
    return rest.removeprefix("www.").removesuffix("/")


def _is_ours(parts: SplitResult) -> bool:
    ours = {*current_tenant().host_names, *settings.ALLOWED_HOSTS, host()}
    return parts.netloc.lower() in ours or parts.hostname in ours


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # what no browser takes for an address either
        return None
