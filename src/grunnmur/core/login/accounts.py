"""Local accounts: nobody signs up, and attempts are counted for each login of each municipality."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grunnmur.core.clock import now
from grunnmur.core.login.sessions import BEGAN
from grunnmur.core.tenancy import current_tenant

FRESH = timedelta(minutes=5)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """What django-allauth asks about local accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is wrong."),
        "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour, or log in another way."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Refuse: logins are made by the municipality, never by the one who comes."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask for the password once more before the second factor changes, unless she has just logged in."""
        began_at = self.request.session.get(BEGAN)
        is_fresh = began_at is not None and now() < datetime.fromisoformat(began_at) + FRESH
        return not is_fresh and bool(super().is_reauthentication_required(app=app))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002  # the same
        """Count by municipality and login: several municipalities may share a host, and one may have many."""
        return f"{current_tenant().pk}:{credentials.get('username', '').lower()}"
