"""The second factor: a one-time code or a passkey. Administrators have one; everyone may.

The rule is here, once: whoever holds `core.administer` sees no page but the set-up until she has one.
"""

import base64
import hashlib
from collections.abc import Callable

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from grunnmur.core.models import User
from grunnmur.core.permissions import may
from grunnmur.core.rules import ADMINISTER

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What she needs to set one up, to leave, and to read the pages in her language and colours. The API asks for itself.
OPEN_WITHOUT = ("/accounts/", "/api/", "/static/", "/language/", "/colours/", "/tokens.css", "/municipality/")


def must_set_up(user: User) -> bool:
    """Tell whether this person must have a second factor, and has none.

    In the demo, where anyone may log in as anybody on one machine, nobody must.
    """
    return not settings.IS_DEMO and may(user, ADMINISTER) and not has_second_factor(user)


def has_second_factor(user: User, *, beside: Authenticator | None = None) -> bool:
    """Tell whether she has one, `beside` not counted. Recovery codes alone are none."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=FACTORS)
    return found.exclude(pk=beside.pk).exists() if beside else found.exists()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """What django-allauth asks about second factors. Their secrets are encrypted with the secret key."""

    def encrypt(self, text: str) -> str:
        """Return the secret as the database keeps it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret itself."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Let administrators exchange their last factor only after adding another."""
        user = authenticator.user
        return settings.IS_DEMO or not may(user, ADMINISTER) or has_second_factor(user, beside=authenticator)


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead administrators without a second factor to its set-up; a middleware, after the login's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        is_asked = hasattr(request, "tenant") and not request.path.startswith(OPEN_WITHOUT)
        is_closed = is_asked and isinstance(user, User) and must_set_up(user)
        return redirect("mfa_index") if is_closed else get_response(request)

    return middleware


def require_second_factor(user: User) -> None:
    """Do nothing if she has what she must have. Raises PermissionDenied."""
    if must_set_up(user):
        raise PermissionDenied(_("Administrators need a second factor. Set it up on your page first."))


def _cipher() -> MultiFernet:
    """Encrypt with the secret key; decrypt also with those it had before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"grunnmur second factor" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
