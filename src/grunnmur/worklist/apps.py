"""What waits for whom."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Tasks and notifications."""

    name = "grunnmur.worklist"
    label = "worklist"
