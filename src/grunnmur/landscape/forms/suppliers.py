"""The shape of what people type about suppliers."""

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.landscape.forms.details import DetailedForm
from grunnmur.landscape.forms.fields import country_field, text


class SupplierForm(DetailedForm):
    """A supplier. The number is checked by the action, for whoever comes by the API too."""

    type = "supplier"
    country = country_field(gettext_lazy("Country"))
    org_number = text(gettext_lazy("Organisation number"), 20)
    contact = text(gettext_lazy("Contact"), 200, help_text=gettext_lazy("A shared mailbox or number, not a person."))
    security_contact = text(
        gettext_lazy("Contact about security"),
        200,
        help_text=gettext_lazy("Where one tells of an incident, at any hour."),
    )
    certified_until = forms.DateField(
        label=gettext_lazy("Transfer certificate valid through"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("For suppliers outside the EEA that are certified for transfers."),
    )
