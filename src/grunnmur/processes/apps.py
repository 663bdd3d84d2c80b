"""How work is done: processes as drawings and as steps."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """The process library."""

    name = "grunnmur.processes"
    label = "processes"

    def ready(self) -> None:
        """Let processes be linked to and found."""
        from grunnmur.processes import registrations

        registrations.register()
