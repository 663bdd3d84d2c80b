"""Right access at the right time."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Resources, roles, rules, and what each person therefore has."""

    name = "grunnmur.access"
    label = "access"
