"""People who can log in, for tests. Enter a municipality first."""

from itertools import count

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from grunnmur.core.models import User

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_login(username: str = "", **facts: object) -> User:
    """Make a login with the password above, of no person."""
    number = next(_numbers)
    return User.objects.create_user(
        username or f"login{number}", password=PASSWORD, **{"name": f"Kari Prøve{number}"} | facts
    )


def give_second_factor(user: User) -> str:
    """Let a login have a one-time code; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """Return the code the app shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
