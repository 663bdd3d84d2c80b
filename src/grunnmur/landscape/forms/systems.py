"""The shape of what people type about systems."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.landscape.forms.details import DetailedForm
from grunnmur.landscape.forms.fields import CountriesField
from grunnmur.landscape.models import System
from grunnmur.landscape.rules.details import Details


class SystemForm(DetailedForm):
    """A system as it is used here."""

    type = "system"
    product = forms.ChoiceField(
        label=gettext_lazy("Product"),
        required=False,
        help_text=gettext_lazy("What it is sold as. What is said of the product stands beside your own answers."),
    )
    operated_by = forms.ChoiceField(
        label=gettext_lazy("Operated by"), choices=System.Operator.choices, initial=System.Operator.UNKNOWN
    )
    hosting = forms.ChoiceField(
        label=gettext_lazy("Where it runs"), choices=System.Hosting.choices, initial=System.Hosting.UNKNOWN
    )
    hosting_countries = CountriesField(label=gettext_lazy("Countries it runs in"))
    users_band = forms.TypedChoiceField(
        label=gettext_lazy("Users"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [("", _("Unknown")), *System.Users.choices],
    )
    login = forms.ChoiceField(label=gettext_lazy("Login"), choices=System.Login.choices, initial=System.Login.UNKNOWN)

    @classmethod
    def begin(cls, details: Details) -> dict[str, Any]:  # Any: texts, numbers
        """Return the product by its id."""
        begun = super().begin(details)
        return begun | {"product": str(begun["product_id"] or "")}

    def detail(self, name: str) -> Any:  # Any: a column of any detail
        """Return the product by its id."""
        return self.id_of("product") if name == "product_id" else super().detail(name)
