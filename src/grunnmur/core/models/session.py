"""Login sessions, walled like everything else."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.module_loading import import_string

from grunnmur.core.models.base import CurrentTenant


class Session(AbstractBaseSession):
    """A session belongs to the municipality it began in; in another it does not exist."""

    tenant_id = models.UUIDField(db_default=CurrentTenant(), editable=False)
    user_id = models.UUIDField(null=True)

    objects: ClassVar[BaseSessionManager[Self]] = BaseSessionManager()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "user_id"], name="session_user")]

    @classmethod
    def get_session_store_class(cls) -> Any:  # Any: Django leaves the store untyped
        """Return the store that keeps these rows."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")
