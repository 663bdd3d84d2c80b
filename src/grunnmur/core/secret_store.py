"""Secrets of one municipality. They lie outside the database: in the credentials directory or the environment.

A secret is named `<municipality>__<name>`, with `_` for `-`, so that no municipality can reach another's.
"""

import hashlib
import hmac
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError
from grunnmur.core.models import Tenant


class MissingSecretError(DomainError):
    """The operator has not set this secret for the municipality."""


def tenant_secret(name: str, *, of: Tenant) -> bytes:
    """Return a secret of the municipality. Raises MissingSecretError.

    The demo and the tests need none set: there it is derived, and worth nothing.
    """
    full_name = f"{of.slug}__{name}".replace("-", "_")
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / full_name if folder else None
    if path and path.exists():
        return path.read_bytes().strip()
    if value := os.environ.get(full_name):
        return value.encode()
    if settings.IS_DEMO or os.environ.get("GRUNNMUR_TEST") == "1":
        return hmac.digest(settings.SECRET_KEY.encode(), full_name.encode(), hashlib.sha256)
    raise MissingSecretError(_("The secret %(name)s is not set in this installation.") % {"name": full_name})
