"""The words of access: its permissions, its errors, and its pure decisions."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Permission, StartRole, declare

DEFINE = "access.define"
ROLES = "access.roles"
RULES = "access.rules"
GIVE = "access.give"
SEE = "access.see"
OFFICER = "access.officer"

declare(
    Permission(DEFINE, _("Register systems and other resources"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(ROLES, _("Make roles and change what is in them"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(RULES, _("Make rules that give roles"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(
        GIVE,
        _("Give and take away access for people in a unit"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.ACCESS_OFFICER),
    ),
    Permission(
        SEE,
        _("See what people in a unit have access to"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.PERSONNEL, StartRole.ACCESS_OFFICER, StartRole.PRIVACY_OFFICER),
    ),
    Permission(
        OFFICER, _("Fulfil and follow up access everywhere"), is_audience=True, roles=(StartRole.ACCESS_OFFICER,)
    ),
)


class NotGivableError(DomainError):
    """This is not a leader's to give."""


class AlreadyHasError(DomainError):
    """She has it on these days already."""


class NotGrantedError(DomainError):
    """There is no grant to take away: it follows from a rule."""


class OwnBenefitError(DomainError):
    """Nobody gives access to herself."""


class OwnResourceError(DomainError):
    """Grunnmur's own permissions are declared by the program, not typed in."""


class BadMatrixError(DomainError):
    """A role matrix that cannot be read; the text says where and why."""


@dataclass(frozen=True)
class KindGuess:
    """A kind of resource, told by the beginning or end of words in its name."""

    kind: str
    starts: tuple[str, ...]


# In this order; the first that fits wins, and the person who imports can choose another.
KIND_GUESSES = (
    KindGuess("list", ("distribusjonsliste", "distributionsliste", "e-postliste", "mailliste")),
    KindGuess("area", ("sharepoint", "fellesområde", "fællesdrev", "teams")),
    KindGuess("building", ("bygg", "bygning", "adgang til bygg", "bygningsadgang")),
    KindGuess("key", ("nøkkel", "nøgle")),
    KindGuess("equipment", ("pc", "mobil", "nettbrett", "tablet", "bærbar", "telefon")),
    KindGuess("card", ("visittkort", "visitkort", "adgangskort", "id-kort")),
    KindGuess("licence", ("visio", "lisens", "licens")),
)
PHYSICAL_KINDS = frozenset({"key", "equipment", "card"})
PRE_START_DAYS = {"key": 1, "equipment": 5, "card": 5, "building": 1}
NO_MARKS = frozenset({"", "0", "nei", "nej", "no", "-"})
HAS = "har"  # the level of a permission that has no levels


def guess_kind(name: str) -> str:
    """Return the kind of resource a name sounds like; `system` when it sounds like nothing else."""
    lowered = name.casefold()
    fits = (guess.kind for guess in KIND_GUESSES if lowered.startswith(guess.starts))
    return next(fits, "system")


def is_marked(cell: str) -> bool:
    """Tell whether a cell of a role matrix means yes."""
    return cell.strip().casefold() not in NO_MARKS


def horizon(on: date) -> date:
    """Return the first day that derived rows are kept for: 1 January of last year."""
    return date(on.year - 1, 1, 1)
