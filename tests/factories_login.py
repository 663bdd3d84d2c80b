"""People who can log in, for tests. Enter a municipality first."""

from contextlib import ExitStack, contextmanager
from itertools import count

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from grunnmur.core.models import Tenant, User
from grunnmur.core.rules import ADMINISTER
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import granting

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_login(username: str = "", **facts: object) -> User:
    """Make a login with the password above, of no person."""
    number = next(_numbers)
    user = User.objects.create_user(
        username or f"login{number}", password=PASSWORD, **{"name": f"Kari Prøve{number}"} | facts
    )
    user.made_for = None
    return user


@contextmanager
def administering(user: User, municipality: Tenant):
    """Let a login administer its municipality until the end; enter no municipality for this one."""
    with ExitStack() as held:
        with tenant(municipality):
            held.enter_context(granting(user, ADMINISTER, everywhere=True))
        yield user


def give_second_factor(user: User) -> str:
    """Let a login have a one-time code; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """Return the code the app shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
