"""The shape of what people type about information."""

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.landscape.forms.details import DetailedForm
from grunnmur.landscape.forms.fields import area, text
from grunnmur.landscape.models import Information


class InformationForm(DetailedForm):
    """An information object."""

    type = "information"
    definition = area(
        gettext_lazy("Definition"),
        2000,
        help_text=gettext_lazy("What it means here, so that nobody takes it for another."),
    )
    open_data = forms.ChoiceField(
        label=gettext_lazy("Open data"),
        choices=Information.OpenData.choices,
        initial=Information.OpenData.UNKNOWN,
    )
    archive = forms.ChoiceField(
        label=gettext_lazy("Archive"), choices=Information.Archive.choices, initial=Information.Archive.UNKNOWN
    )
    retention_months = forms.IntegerField(
        label=gettext_lazy("Kept for, in months"), required=False, min_value=0, max_value=12_000
    )
    retention_trigger = text(
        gettext_lazy("Counted from"), 200, help_text=gettext_lazy("What makes the time begin: “the case is closed”.")
    )
    retention_basis = text(gettext_lazy("Basis for keeping"), 200, help_text=gettext_lazy("The law, or the decision."))
