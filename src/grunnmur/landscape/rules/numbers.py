"""Numbers of organisations, checked as their country makes them."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from stdnum import exceptions
from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr
from stdnum.se import orgnr as se_orgnr

from grunnmur.core.errors import DomainError
from grunnmur.landscape.rules.countries import country_name

LONGEST: Final = 20
_CHECKS: Mapping[str, Callable[[str], str]] = {
    "NO": orgnr.validate,
    "DK": cvr.validate,
    "SE": se_orgnr.validate,
    "FI": ytunnus.validate,
}


class OrgNumberError(DomainError):
    """The number is not one of the country."""


def checked_number(number: str, *, country: str) -> str:
    """Return an organisation's number without spaces and signs; of a country we know no rule of, as it was written.

    Raises OrgNumberError when its length or check digit is wrong, or no country is named.
    """
    written = "".join(number.split())
    if not written:
        return ""
    if not country:
        raise OrgNumberError(_("Choose the country that the organisation number is from."))
    check = _CHECKS.get(country)
    try:
        found = check(written) if check else written
    except exceptions.ValidationError:
        found = ""
    if not found or len(found) > LONGEST:
        raise OrgNumberError(
            _("%(number)s is no organisation number of %(country)s. Check the digits.")
            % {"number": number.strip(), "country": country_name(country)}
        )
    return found
