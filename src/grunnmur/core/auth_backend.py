"""Django's question "may she?", answered by the one place that answers it."""

from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser

from grunnmur.core.models import User
from grunnmur.core.permissions import declared, may


class PermissionBackend(BaseBackend):
    """Answers for permissions only; nobody logs in through it."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: UUID | None = None) -> bool:  # type: ignore[override]
        """Tell whether the user holds a declared permission today, at the unit `obj` if one is named."""
        return isinstance(user_obj, User) and perm in declared() and may(user_obj, perm, at=obj)
