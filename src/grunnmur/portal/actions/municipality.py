"""A municipality begins: its row, its functions, its permissions and the roles that hold them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access import actions as access
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.models import Tenant
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole, System
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.publishing import actions as publishing

OPERATOR = System("The operator of the installation")
TIME_ZONES = {Tenant.Country.NORWAY: "Europe/Oslo", Tenant.Country.DENMARK: "Europe/Copenhagen"}
LANGUAGES = {Tenant.Country.NORWAY: "nb", Tenant.Country.DENMARK: "da"}


class NameTakenError(DomainError):
    """Another municipality of this installation has this short address."""


@dataclass(frozen=True, kw_only=True)
class NewMunicipality:
    """A municipality to begin. `slug` stands in addresses and tokens; `country` is NO or DK."""

    slug: str
    name: str
    country: str
    language: str = ""
    host_names: tuple[str, ...] = ()
    main_colour: str = "#0b5d4f"
    accent_colour: str = "#8a4b08"


def create_municipality(new: NewMunicipality) -> Tenant:
    """Make a municipality with Grunnmur's roles and permissions; nobody works there yet.

    Runs as the owner of the database. Raises NameTakenError.
    """
    if Tenant.objects.filter(slug=new.slug).exists():
        raise NameTakenError(_("There is a municipality “%(slug)s” already.") % {"slug": new.slug})
    country = Tenant.Country(new.country)
    with transaction.atomic():
        made = Tenant.objects.create(
            slug=new.slug,
            name=new.name,
            short_name=new.name.removesuffix(" kommune").removesuffix(" Kommune"),
            country=country,
            language=new.language or LANGUAGES[country],
            time_zone=TIME_ZONES[country],
            host_names=list(new.host_names),
            main_colour=new.main_colour,
            accent_colour=new.accent_colour,
            lexeme_prefix=_free_prefix(new.slug),
        )
        with tenant(made):
            begin()
    return made


def begin() -> None:
    """Give the municipality of this transaction what it lacks of what everyone begins with. Harmless twice."""
    organisation.seed_functions(by=OPERATOR)
    access.sync_own_permissions()
    publishing.begin_naming(by=OPERATOR)


def _free_prefix(slug: str) -> str:
    """Return four characters that no other municipality's words begin with."""
    letters = "".join(letter for letter in slug if letter.isascii() and letter.isalnum())[:2].ljust(2, "x")
    taken = set(Tenant.objects.values_list("lexeme_prefix", flat=True))
    return next(prefix for number in range(100) if (prefix := f"{letters}{number:02d}") not in taken)


def add_administrator(person_id: UUID, *, days: int) -> None:
    """Make a person administrator for so many days, by the operator at the keyboard of the server."""
    access.give_start_role(
        person_id,
        StartRole.ADMINISTRATOR,
        period=Period(today(), today() + timedelta(days=days)),
        reason=_("Made administrator by the operator of the installation"),
    )
