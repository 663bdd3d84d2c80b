"""Tokens for programs: made once, shown once, kept as a hash, limited by scope and day."""

import hashlib
import re
import secrets
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.errors import DomainError
from grunnmur.core.models import ApiToken, User
from grunnmur.core.tenancy import current_tenant

PREFIX = "gm"
LONGEST = timedelta(days=365)
NOTE_EVERY = timedelta(minutes=5)
DOMAINS = ("organisation", "worklist", "landscape", "access", "publishing", "documents", "processes")
SCOPES = tuple(f"{domain}:{verb}" for domain in DOMAINS for verb in ("read", "write"))


class UnknownScopeError(DomainError):
    """A scope that no part of the API asks for."""


class TooLongLivedError(DomainError):
    """A token may live for a year at most."""


def issue_token(name: str, *, by: User, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """Make a token that acts as the person herself within the scopes; returns it with its only plain text.

    days: how long it lives, 1 to 365. Raises UnknownScopeError, TooLongLivedError.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise UnknownScopeError(_("Choose at least one of the scopes on the list."))
    if not 1 <= days <= LONGEST.days:
        raise TooLongLivedError(_("A token lives from 1 to 365 days."))
    plain = f"{PREFIX}_{current_tenant().slug}_{secrets.token_urlsafe(32)}"
    expires_at = now() + timedelta(days=days)
    token = ApiToken.objects.create(name=name, user=by, token_hash=_hash(plain), scopes=scopes, expires_at=expires_at)
    return token, plain


def revoke_token(token_id: UUID, *, by: User) -> ApiToken:
    """Make one's own token useless at once. Raises PermissionDenied for somebody else's."""
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    if token.user_id != by.pk:
        raise PermissionDenied(_("This token is somebody else's."))
    token.revoked_at = token.revoked_at or now()
    token.save(update_fields=["revoked_at"])
    return token


def own_tokens(of: User) -> list[ApiToken]:
    """Return the person's tokens, the longest-lived first; also those that no longer work."""
    return list(ApiToken.objects.filter(user=of).order_by("-expires_at", "id"))


def note_use(token: ApiToken) -> None:
    """Write that a token was used, at most every five minutes."""
    if token.last_used_at is None or now() >= token.last_used_at + NOTE_EVERY:
        token.last_used_at = now()
        token.save(update_fields=["last_used_at"])


def live_token(plain: str) -> ApiToken | None:
    """Return the token this text is, if it is neither expired nor revoked and its person may log in."""
    found = ApiToken.objects.select_related("user").filter(token_hash=_hash(plain), revoked_at=None)
    return found.filter(expires_at__gt=now(), user__is_active=True).first()


def tenant_slug_in(authorization: str) -> str:
    """Return the municipality a bearer token names, or nothing; the slug may hold hyphens, never "_"."""
    found = re.match(rf"bearer {PREFIX}_([a-z0-9-]+)_", authorization, re.IGNORECASE)
    return found[1].lower() if found else ""


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
