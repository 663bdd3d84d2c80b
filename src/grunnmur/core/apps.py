"""What every domain stands on."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Tenancy, permissions, history, events, search, files: once each."""

    name = "grunnmur.core"
    label = "core"

    def ready(self) -> None:
        """Put the walls up after each migrate."""
        from grunnmur.core import rls, rules  # noqa: F401  # rules: imported for its permissions

        post_migrate.connect(rls.after_migrate, sender=self, dispatch_uid="grunnmur.rls")
