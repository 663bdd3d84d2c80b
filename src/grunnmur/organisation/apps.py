"""Who works here, where, under whom, and with which duties."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Persons, units, employments, functions, leaders and deputies."""

    name = "grunnmur.organisation"
    label = "organisation"
