"""Distinguished names, compared as directories do (RFC 4514)."""

import re

from ldap3.core.exceptions import LDAPInvalidDnError
from ldap3.utils.dn import escape_rdn, parse_dn

_PAIR = re.compile(rb"\\([0-9a-fA-F]{2})")
_SINGLE = re.compile(rb"\\(.)", re.DOTALL)


def normalised(dn: str) -> str:
    """Return a name that is equal for equal entries, however they are written; nonsense as it came."""
    try:
        parts = parse_dn(dn, strip=True)
    except LDAPInvalidDnError:
        return dn
    return ",".join(f"{name.strip().casefold()}={escape_rdn(_plain(value))}" for name, value, _separator in parts)


def _plain(value: str) -> str:
    encoded = _PAIR.sub(lambda found: bytes.fromhex(found[1].decode()), value.encode())
    return " ".join(_SINGLE.sub(rb"\1", encoded).decode(errors="replace").casefold().split())


def child(attribute: str, value: str, base: str) -> str:
    """Return the name of an entry right below another."""
    return f"{attribute}={escape_rdn(value)},{base}"
