"""The shape of a licence pool, its number of seats and its shares."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.forms.picking import PickField, PickingForm
from grunnmur.access.models import LicencePool
from grunnmur.access.queries.choices import Choice, Listed
from grunnmur.access.rules import PoolFacts
from grunnmur.core.forms import DayInput

MOST_SEATS = 1_000_000


class PoolForm(PickingForm):
    """What is said of a pool."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    on_full = forms.ChoiceField(
        label=gettext_lazy("What happens when there are too few seats?"), choices=LicencePool.OnFull.choices
    )
    unit_cost = forms.DecimalField(
        label=gettext_lazy("Cost of a seat for a year"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    levels = PickField(label=gettext_lazy("Whoever has any of these takes a seat"), is_needed=True)
    is_loss_meant = forms.BooleanField(label=gettext_lazy("Yes, they are to wait until a seat is free"), required=False)

    def __init__(self, data: QueryDict | None, *, things: Listed, **options: Any) -> None:  # Any: Django's own
        super().__init__(data, sources={"levels": things}, **options)

    asks_loss = False  # whether the page asks for it; it does once some would be without a seat

    @property
    def means_loss(self) -> bool:
        """Whether she has said that some are to be without a seat."""
        return bool(self.cleaned_data["is_loss_meant"])

    def facts(self) -> PoolFacts:
        """Return what was typed."""
        words = {name: self.cleaned_data[name] for name in ("name", "on_full", "unit_cost")}
        return PoolFacts(permission_ids=tuple(UUID(value) for value in self.cleaned_data["levels"]), **words)


class QuantityForm(forms.Form):
    """A number of seats from a day on."""

    quantity = forms.IntegerField(label=gettext_lazy("Number of seats"), min_value=0, max_value=MOST_SEATS)
    from_day = forms.DateField(label=gettext_lazy("From"), widget=DayInput)


class NewPoolForm(PoolForm, QuantityForm):
    """A new pool, with its first number of seats."""

    field_order = ("name", "levels", "quantity", "from_day", "on_full", "unit_cost", "is_loss_meant")


class ShareForm(QuantityForm):
    """A number of seats for a unit and those below it."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))

    field_order = ("unit", "quantity", "from_day")

    def __init__(self, *arguments: Any, units: Iterable[Choice], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a unit")), *units]
        self.fields["quantity"].help_text = _("0 ends the share.")
