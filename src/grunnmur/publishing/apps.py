"""What is published: items with versions, one of them valid at a time."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Items and their versions."""

    name = "grunnmur.publishing"
    label = "publishing"
