"""What waits for whom."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Tasks and notifications."""

    name = "grunnmur.worklist"
    label = "worklist"

    def ready(self) -> None:
        """React to the domains below."""
        from grunnmur.worklist import reactions  # noqa: F401  # imported for its registrations
