"""Whether addresses of the web answer: asked politely, and never inside the network that we stand in ourselves.

A name is looked up once, every address it has must be of the public internet, and the connection goes to that very
address; so does each redirect. Nothing of an answer is read but its status and where it leads.
"""

import errno
import socket
import ssl
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from itertools import zip_longest
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

PORTS = {"https": 443, "http": 80}
CONNECT_SECONDS, LONGEST_SECONDS = 5, 15
MOST_HOPS = 6
PAUSE_SECONDS = 2.0  # between two questions to the same host
FIRST_FREE_PORT = 1024  # below it are other things than web servers, but for their own two
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_OTHERS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})  # it is there, for those who log in
BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
LAST_STATUS = 599
NO_SUCH_HOST = frozenset({socket.EAI_NONAME, socket.EAI_NODATA})
OWN_FAULTS = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
NAT64 = IPv6Network("64:ff9b::/96")
HEADERS = {"User-Agent": "Grunnmur (checks links)", "Accept": "*/*", "Connection": "close"}


class Found(StrEnum):
    """What came of asking. gone: nothing there. unknown: nobody can tell now. refused: not ours to ask."""

    ANSWERS = "answers"
    GONE = "gone"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why an address counts as gone."""

    NONE = ""
    HOST = "host"
    SILENT = "silent"
    CERTIFICATE = "certificate"
    CIRCLES = "circles"
    STATUS = "status"


@dataclass(frozen=True)
class Reached:
    """What one address said. status: of the last answer, 0 without one."""

    found: Found
    reason: Reason = Reason.NONE
    status: int = 0


class _NotAskedError(Exception):
    """An address that is not asked, or did not answer; holds what that means."""

    def __init__(self, reached: Reached) -> None:
        super().__init__(reached.reason)
        self.reached = reached


@dataclass(frozen=True)
class _Answer:
    status: int
    leads_to: str


def reach_all(
    urls: Collection[str], *, may_be_loopback: bool = False, pause: float = PAUSE_SECONDS
) -> dict[str, Reached]:
    """Ask each address, hosts in turn, and the same host not again before the pause is over. pause: seconds."""
    last: dict[str, float] = {}
    found: dict[str, Reached] = {}
    for url in _in_turn(urls):
        host = _host_of(url)
        if host in last:
            time.sleep(max(0.0, last[host] + pause - time.monotonic()))
        found[url] = reach(url, may_be_loopback=may_be_loopback)
        last[host] = time.monotonic()
    return found


def nothing_answers(found: Mapping[str, Reached], *, least: int = 3) -> bool:
    """Tell whether several hosts were asked and none answered: then the fault is between us and all of them."""
    asked = {_host_of(url) for url, reached in found.items() if reached.found is not Found.REFUSED}
    return len(asked) >= least and not any(reached.status for reached in found.values())


def reach(url: str, *, may_be_loopback: bool = False) -> Reached:
    """Ask one address: HEAD, and GET where that is not understood; follows a few redirects.

    may_be_loopback: this machine may be asked too; nothing else that is not public ever is.
    """
    try:
        for _hop in range(MOST_HOPS):
            answer = _asked(url, may_be_loopback=may_be_loopback)
            if not answer.leads_to:
                return _judged(answer.status)
            url = urljoin(url, answer.leads_to)
    except _NotAskedError as error:
        return error.reached
    except ValueError:
        return Reached(Found.GONE, Reason.HOST)
    return Reached(Found.GONE, Reason.CIRCLES)


def _asked(url: str, *, may_be_loopback: bool) -> _Answer:
    answer = _ask("HEAD", url, may_be_loopback=may_be_loopback)
    if answer.status >= HTTPStatus.BAD_REQUEST and answer.status not in BUSY:
        return _ask("GET", url, may_be_loopback=may_be_loopback)
    return answer


def _judged(status: int) -> Reached:
    if status < HTTPStatus.BAD_REQUEST or status in FOR_OTHERS:
        return Reached(Found.ANSWERS, status=status)
    if status in BUSY or status > LAST_STATUS:
        return Reached(Found.UNKNOWN, status=status)
    return Reached(Found.GONE, Reason.STATUS, status)


def _ask(method: str, url: str, *, may_be_loopback: bool) -> _Answer:
    """Return the status and where a redirect leads. Raises _NotAskedError, ValueError for what is no address."""
    parts, port = _parts(url)
    try:
        with _connected(parts, port, may_be_loopback=may_be_loopback) as opened:
            kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
            connection = kind(str(parts.hostname), port)
            connection.sock = opened
            connection.request(method, _path(parts), headers=HEADERS)
            response = connection.getresponse()
            leads_to = response.getheader("Location", "") if response.status in REDIRECTS else ""
            return _Answer(response.status, leads_to)
    except ssl.SSLCertVerificationError as error:
        raise _NotAskedError(Reached(Found.GONE, Reason.CERTIFICATE)) from error
    except (OSError, HTTPException) as error:
        is_ours = isinstance(error, OSError) and error.errno in OWN_FAULTS
        reached = Reached(Found.UNKNOWN) if is_ours else Reached(Found.GONE, Reason.SILENT)
        raise _NotAskedError(reached) from error


def _parts(url: str) -> tuple[SplitResult, int]:
    """Return an address in its parts, with its port. Raises _NotAskedError for what is not asked at all, ValueError."""
    parts = urlsplit(url)
    port = parts.port or PORTS.get(parts.scheme, 0)
    is_odd = port not in PORTS.values() and port < FIRST_FREE_PORT
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or is_odd:
        raise _NotAskedError(Reached(Found.REFUSED))
    return parts, port


def _path(parts: SplitResult) -> str:
    whole = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return quote(whole, safe="/?%:@!$&'()*+,;=~-._[]")


@contextmanager
def _connected(parts: SplitResult, port: int, *, may_be_loopback: bool) -> Iterator[socket.socket]:
    """Open a connection to an address that was looked at, for so long at most, however slowly it answers."""
    opened = _opened(_addresses(str(parts.hostname), port, may_be_loopback=may_be_loopback), port)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        opened = context.wrap_socket(opened, server_hostname=parts.hostname, do_handshake_on_connect=False)
    timer = Timer(LONGEST_SECONDS, _shut, [opened])
    timer.daemon = True
    timer.start()
    try:
        if isinstance(opened, ssl.SSLSocket):
            opened.do_handshake()
        yield opened
    finally:
        timer.cancel()
        opened.close()


def _shut(opened: socket.socket) -> None:
    """Wake up who waits for an answer; past what TLS makes of it, which is for the thread that reads."""
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _opened(addresses: Sequence[str], port: int) -> socket.socket:
    """Connect to the first of these that answers. Raises OSError."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
    return socket.create_connection((addresses[-1], port), timeout=CONNECT_SECONDS)


def _addresses(host: str, port: int, *, may_be_loopback: bool) -> list[str]:
    """Look a host up. Raises _NotAskedError if it is not there, or if any of its addresses is not public."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        is_gone = error.errno in NO_SUCH_HOST
        reached = Reached(Found.GONE, Reason.HOST) if is_gone else Reached(Found.UNKNOWN)
        raise _NotAskedError(reached) from error
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not found or not all(_is_open(address, may_be_loopback=may_be_loopback) for address in found):
        raise _NotAskedError(Reached(Found.REFUSED))
    return found[:2]


def _is_open(address: str, *, may_be_loopback: bool) -> bool:
    ip = ip_address(address.partition("%")[0])
    return is_public(ip) or (may_be_loopback and ip.is_loopback)


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Tell whether a number is of the public internet, also the one inside a number that wraps another."""
    return all(one.is_global and not one.is_multicast for one in _inside(ip) or (ip,))


def _inside(ip: IPv4Address | IPv6Address) -> Sequence[IPv4Address]:
    """Return the IPv4 numbers that a number of version 6 stands for, if it does."""
    if isinstance(ip, IPv4Address):
        return ()
    wrapped = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in NAT64:
        wrapped.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return tuple(one for one in wrapped if one is not None)


def _host_of(url: str) -> str:
    """Return host and port as they are written; nonsense is a host of its own."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url


def _in_turn(urls: Collection[str]) -> Iterator[str]:
    """Yield addresses so that those of one host stand apart."""
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(_host_of(url), []).append(url)
    for some in zip_longest(*by_host.values()):
        yield from (url for url in some if url is not None)
