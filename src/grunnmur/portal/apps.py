"""The house's front door: it may see every domain, and no domain sees it."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Start page, search page, navigation, and what needs several domains at once."""

    name = "grunnmur.portal"
    label = "portal"

    def ready(self) -> None:
        """Give every page its menu."""
        from grunnmur.core.navigation import provide
        from grunnmur.portal import navigation

        provide("navigation", navigation.main_menu)
        provide("person_name", navigation.shown_name)
