"""What hangs together."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LandscapeConfig(AppConfig):
    """Elements and relations: systems, information, goals, laws, suppliers, and what other domains register."""

    name = "grunnmur.landscape"
    label = "landscape"

    def ready(self) -> None:
        """React to the organisation, and keep the legal pairs of the database those of the catalogue."""
        from grunnmur.landscape import registrations
        from grunnmur.landscape.actions.pairs import keep_pairs

        registrations.register()
        post_migrate.connect(keep_pairs, sender=self, dispatch_uid="grunnmur.landscape.pairs")
