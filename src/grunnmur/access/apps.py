"""Right access at the right time."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Resources, roles, rules, and what each person therefore has."""

    name = "grunnmur.access"
    label = "access"

    def ready(self) -> None:
        """Answer for permissions and roles, tell what changes below would do, and react."""
        from grunnmur.access import registrations

        registrations.register()
