"""What is published: items with versions, one of them valid at a time, and the factory that makes them."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Items, their versions, and the flow factory."""

    name = "grunnmur.publishing"
    label = "publishing"

    def ready(self) -> None:
        """React to the domains below, and let items be linked to."""
        from grunnmur.publishing import registrations

        registrations.register()
