"""How work is done: processes as drawings and as steps."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """The process library."""

    name = "grunnmur.processes"
    label = "processes"
