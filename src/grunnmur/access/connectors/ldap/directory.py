"""One connection to a directory. Nothing else imports `ldap3`'s connection, so that it can be exchanged."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import ldap3
from django.utils.translation import gettext_noop
from ldap3.core import exceptions

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.hosts import SECURE, Host, allowed_host
from grunnmur.access.connectors.port import CONNECT_SECONDS, READ_SECONDS, Connection

SCHEMES = frozenset({"ldaps", "ldap"})
PAGE = 1000
LONGEST_DETAIL = 200
BUSY = (3, 11, 51, 52)  # time limit, size limit of the administrator, busy, unavailable
Changes = Mapping[str, Sequence[tuple[str, Sequence[str]]]]


@dataclass(frozen=True)
class Entry:
    """What a search found; values are bytes, as they came."""

    dn: str
    values: Mapping[str, Sequence[bytes]]

    def text(self, attribute: str) -> str:
        """Return the first value as text; blank when there is none. Names of attributes are told apart by no case."""
        found = self.all(attribute)
        return found[0].decode(errors="replace") if found else ""

    def all(self, attribute: str) -> Sequence[bytes]:
        """Return every value of an attribute."""
        wanted = attribute.casefold()
        return next((values for name, values in self.values.items() if name.casefold() == wanted), ())


class RefusedError(ConnectorError):
    """The directory refused one thing; `code` is its result code."""

    def __init__(self, fault: Fault, *, code: int) -> None:
        super().__init__(fault, is_whole=code in BUSY)
        self.code = code


class Directory:
    """A bound connection. Raises ConnectorError from every method."""

    def __init__(self, connection: Connection) -> None:
        host = allowed_host(connection.address, schemes=SCHEMES, hosts=connection.hosts)
        tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=connection.authorities or None)
        server = ldap3.Server(
            host.name,
            port=host.port,
            use_ssl=host.scheme in SECURE,
            tls=tls,
            connect_timeout=CONNECT_SECONDS,
            get_info=ldap3.NONE,
        )
        self._host = host
        self._connection = ldap3.Connection(
            server,
            user=connection.options.get("bind_dn") or None,
            password=connection.secret.decode() or None,
            authentication=ldap3.SIMPLE if connection.options.get("bind_dn") else ldap3.ANONYMOUS,
            receive_timeout=READ_SECONDS,
            auto_referrals=False,
            auto_range=False,  # `Groups` reads the parts of a large group itself, one after the other
            return_empty_attributes=False,  # with it, the library stumbles over the second part
            raise_exceptions=True,
            check_names=False,
        )

    def __enter__(self) -> Self:
        with _explained():
            self._connection.open()
            if _needs_encryption(self._host):
                self._connection.start_tls()
            self._connection.bind()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._connection.unbind()
        except exceptions.LDAPException:
            return

    def search(self, base: str, condition: str, attributes: Sequence[str], *, is_one: bool = False) -> Iterator[Entry]:
        """Yield the entries below a base that fit, page by page; is_one: only the base itself."""
        with _explained():
            found = self._connection.extend.standard.paged_search(
                base,
                condition,
                search_scope=ldap3.BASE if is_one else ldap3.SUBTREE,
                attributes=list(attributes),
                paged_size=PAGE,
                generator=True,
            )
            for row in found:
                if row["type"] == "searchResEntry":
                    yield Entry(row["dn"], row["raw_attributes"])

    def one(self, base: str, condition: str, attributes: Sequence[str], *, is_one: bool = False) -> Entry | None:
        """Return the first entry that fits."""
        try:
            return next(self.search(base, condition, attributes, is_one=is_one), None)
        except RefusedError as error:
            if error.code == NO_SUCH_OBJECT:
                return None
            raise

    def add(self, dn: str, values: Mapping[str, Any]) -> None:  # Any: text or list of text
        """Make an entry."""
        with _explained():
            self._connection.add(dn, attributes=dict(values))

    def modify(self, dn: str, changes: Changes, *, controls: Sequence[object] | None = None) -> None:
        """Change an entry, all or nothing."""
        with _explained():
            self._connection.modify(dn, dict(changes), controls=list(controls) if controls else None)

    def delete(self, dn: str) -> None:
        """Remove an entry; none there is as good."""
        try:
            with _explained():
                self._connection.delete(dn)
        except RefusedError as error:
            if error.code != NO_SUCH_OBJECT:
                raise


NO_SUCH_ATTRIBUTE, VALUE_EXISTS, NO_SUCH_OBJECT = 16, 20, 32
INVALID_CREDENTIALS, UNWILLING, CLASS_VIOLATION, ENTRY_EXISTS = 49, 53, 65, 68


def _needs_encryption(host: Host) -> bool:
    return host.scheme not in SECURE and not host.is_loopback


class _explained:  # noqa: N801  # read as a sentence: with _explained()
    """Turn the library's errors into ours, in words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, exceptions.LDAPOperationResult):
            raise _refusal(error) from error
        if isinstance(error, exceptions.LDAPException | OSError):
            message = gettext_noop("The system does not answer: %(detail)s")
            raise ConnectorError(Fault(message, {"detail": str(error)[:LONGEST_DETAIL]}), is_whole=True) from error


def _refusal(error: exceptions.LDAPOperationResult) -> ConnectorError:
    code = int(error.result or 0)
    detail = f"{error.description} {(error.message or '').strip(chr(0))}".strip()[:LONGEST_DETAIL]
    if code == INVALID_CREDENTIALS:
        message = gettext_noop("The system does not accept our name and secret.")
        return ConnectorError(Fault(message), is_whole=True)
    if code in BUSY:
        message = gettext_noop("The system could not do it now: %(detail)s")
        return RefusedError(Fault(message, {"detail": detail}), code=code)
    message = gettext_noop("The system refused it: %(detail)s")
    return RefusedError(Fault(message, {"detail": detail}, is_final=True), code=code)
