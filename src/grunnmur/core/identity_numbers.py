"""National identity numbers: find, check, mask, and turn into a keyed hash. Numbers are never stored or logged.

Norway: fødselsnummer and D-number, with the check-digit rule for numbers issued from 2032
(https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032/).
Denmark: CPR; its check digit rejects nobody, as numbers without it are issued since 2007
(https://cpr.dk/cpr-systemet/personnumre-uden-kontrolciffer-modulus-11-kontrol).
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from grunnmur.core.models import Tenant
from grunnmur.core.secret_store import tenant_secret

NORWEGIAN, DANISH = "no.fnr", "dk.cpr"
KINDS = frozenset({NORWEGIAN, DANISH})
HIGH, MEDIUM, LOW = "high", "medium", "low"
SECRET = "national_id_key"  # noqa: S105 - the name of a secret, not one
NEW_RULE = date(2032, 1, 1)

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
D_NUMBER_DAYS = 40
SYNTHETIC_MONTHS = (80, 65, 40)
CONTEXT_REACH = 40

_FNR = re.compile(r"(?<!\d)(\d{6}) ?(\d{5})(?!\d)", re.ASCII)
_CPR = re.compile(r"(?<!\d)(\d{6})(-?)(\d{4})(?!\d)", re.ASCII)
_WORDS = re.compile(r"cpr|personnummer|fødselsn|f\.?nr|d-nummer|\bfødt\b|\bfødd\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[ \u00a0-]")


@dataclass(frozen=True)
class Hit:
    """A number found in a text: where, how sure, and how it may be shown."""

    kind: str
    span: tuple[int, int]
    confidence: str
    masked: str


@dataclass(frozen=True)
class Checked:
    """A number that has the right shape and a real day of birth.

    has_check_digit: False for a CPR of the new kind and for a mistyped number; nobody can tell which.
    """

    kind: str
    digits: str
    has_check_digit: bool


def check(text: str) -> Checked | None:
    """Return what a text that should be one national number is; None when it is none."""
    digits = _SEPARATORS.sub("", text.strip())
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == len(SECOND_WEIGHTS) and _is_norwegian_day(digits, synthetic=True):
        return Checked(NORWEGIAN, digits, has_check_digit=_fnr_remainder(digits) is not None)
    if len(digits) == len(CPR_WEIGHTS) and _is_danish_day(digits):
        return Checked(DANISH, digits, has_check_digit=_weighted(digits, CPR_WEIGHTS) == 0)
    return None


def mask(digits: str) -> str:
    """Return the number as it may be shown: the day of birth stays, the rest is dots."""
    plain = _SEPARATORS.sub("", digits)
    return plain[:6] + "•" * (len(plain) - 6)


def keyed_hash(number: Checked, *, of: Tenant) -> str:
    """Return the HMAC-SHA-256 of a number under the municipality's own key, 64 hexadecimal digits.

    Equal numbers are equal in one municipality and unrelated in two. Raises MissingSecretError.
    """
    key = tenant_secret(SECRET, of=of)
    return hmac.new(key, f"{number.kind}:{number.digits}".encode(), hashlib.sha256).hexdigest()


def scan(text: str, *, on: date, kinds: Collection[str] = KINDS) -> Iterator[Hit]:
    """Yield the national numbers in a text, by place. Synthetic test numbers are no hits.

    on: the day it is; from 2032 the new check-digit rule alone is reason enough.
    """
    hits: list[Hit] = []
    if NORWEGIAN in kinds:
        hits += _scan_norwegian(text, on)
    if DANISH in kinds:
        hits += _scan_danish(text)
    yield from sorted(hits, key=lambda hit: hit.span)


def _scan_norwegian(text: str, on: date) -> Iterator[Hit]:
    for match in _FNR.finditer(text):
        digits = match[1] + match[2]
        remainder = _fnr_remainder(digits)
        if remainder is None or not _is_norwegian_day(digits, synthetic=False):
            continue
        is_sure = remainder == 0 or on >= NEW_RULE or _has_context(text, match.span())
        yield Hit(NORWEGIAN, match.span(), HIGH if is_sure else MEDIUM, mask(digits))


def _scan_danish(text: str) -> Iterator[Hit]:
    for match in _CPR.finditer(text):
        digits = match[1] + match[3]
        if not _is_danish_day(digits):
            continue
        is_sure = bool(match[2]) or _has_context(text, match.span()) or _weighted(digits, CPR_WEIGHTS) == 0
        unsure = MEDIUM if digits.startswith("0101") else LOW
        yield Hit(DANISH, match.span(), HIGH if is_sure else unsure, mask(digits))


def _has_context(text: str, span: tuple[int, int]) -> bool:
    around = text[max(0, span[0] - CONTEXT_REACH) : span[1] + CONTEXT_REACH]
    return bool(_WORDS.search(around))


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11


def _fnr_remainder(digits: str) -> int | None:
    """Return what the first check leaves: 0 by today's rule, 1 to 3 by that of 2032; None = wrong."""
    first = _weighted(digits, FIRST_WEIGHTS)
    return first if first <= 3 and _weighted(digits, SECOND_WEIGHTS) == 0 else None


def _is_norwegian_day(digits: str, *, synthetic: bool) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    day -= D_NUMBER_DAYS if day > D_NUMBER_DAYS else 0
    if synthetic:
        month -= next((step for step in SYNTHETIC_MONTHS if month > step), 0)
    return any(_is_day(century + year, month, day) for century in (1800, 1900, 2000))


def _is_danish_day(digits: str) -> bool:
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    if seventh <= 3:
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    return _is_day(century + year, month, day)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
