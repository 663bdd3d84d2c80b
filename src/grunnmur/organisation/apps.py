"""Who works here, where, under whom, and with which duties."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Persons, units, employments, functions, leaders and deputies."""

    name = "grunnmur.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Answer core's questions."""
        from grunnmur.organisation import reactions  # noqa: F401  # imported for its registrations
