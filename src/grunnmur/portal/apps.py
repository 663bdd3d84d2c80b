"""The house's front door: it may see every domain, and no domain sees it."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Start page, search page, navigation, and what needs several domains at once."""

    name = "grunnmur.portal"
    label = "portal"
