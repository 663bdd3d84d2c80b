"""Who may know of a thing: never so narrow that whoever says so is left out."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Actor, System, keys_of


class HiddenFromOneselfError(DomainError):
    """Whoever narrows the audience would not see the thing herself any more."""


def require_oneself(audience: Iterable[str], *, by: Actor) -> None:
    """Do nothing if the actor is one of those who may know. Raises HiddenFromOneselfError."""
    if not isinstance(by, System) and keys_of(by).isdisjoint(audience):
        raise HiddenFromOneselfError(_("You would not see it yourself any more. Choose somebody that you are one of."))
