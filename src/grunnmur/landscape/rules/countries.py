"""Countries by their two letters, and by their names in the reader's language."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError

# What Babel also names by two letters, but is no country: unions, pseudo-locales, islands without a code of their own.
NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
NEAR = ("NO", "DK", "SE", "FI", "IS", "GL", "FO")
_CODE = re.compile(r"[A-Z]{2}")


class UnknownCountryError(DomainError):
    """Two letters that no country has."""


def country_names() -> Mapping[str, str]:
    """Return the countries of the world by code: the Nordic ones first, the rest by name in the reader's language."""
    return _names((get_language() or "nb").split("-")[0])


@cache
def _names(language: str) -> Mapping[str, str]:
    every = {str(code): str(name) for code, name in Locale.parse(language).territories.items()}
    names = {code: name for code, name in every.items() if _CODE.fullmatch(code) and code not in NO_COUNTRY}
    rest = sorted(names.keys() - set(NEAR), key=lambda code: names[code].casefold())
    return {code: names[code] for code in (*NEAR, *rest)}


def country_name(code: str) -> str:
    """Return a country's name, or the code itself where there is no such country."""
    return country_names().get(code, code)


def country_code(text: str) -> str | None:
    """Return the code of a country that is named by code or by name in the reader's language; None for no country."""
    wanted = text.strip()
    if wanted.upper() in country_names():
        return wanted.upper()
    return next((code for code, name in country_names().items() if name.casefold() == wanted.casefold()), None)


def checked_country(code: str) -> str:
    """Return the code as it is written. Raises UnknownCountryError where no country has it."""
    if code not in country_names():
        raise UnknownCountryError(_("No country has the code %(code)s.") % {"code": code})
    return code
