"""What is written down: governing documents, templates and forms."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The document library."""

    name = "grunnmur.documents"
    label = "documents"

    def ready(self) -> None:
        """Let documents be published, linked to and found."""
        from grunnmur.documents import registrations

        registrations.register()
