"""The shape of what people type about people and units."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EmploymentFacts, Hire, PersonFacts

Choices = Iterable[tuple[str, str]]


class HireForm(forms.Form):
    """Somebody new, and what she is to do."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=100)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    position = forms.ChoiceField(label=gettext_lazy("Position"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of employment"), choices=Employment.Kind.choices)
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"), min_value=0, max_value=100, decimal_places=2, max_digits=5, initial=100
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Leave it empty when there is no end."),
    )
    work_email = forms.EmailField(
        label=gettext_lazy("Work e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *arguments: Any, units: Choices, positions: Choices, **options: Any) -> None:  # Django's own
        super().__init__(*arguments, **options)
        self._choose("unit", units)
        self._choose("position", [("", _("None")), *positions])

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned

    def person(self) -> PersonFacts:
        """Return what was typed about the person."""
        names = ("given_name", "family_name", "work_email")
        return PersonFacts(**{name: self.cleaned_data[name] for name in names})

    def hire(self) -> Hire:
        """Return what was typed about the employment."""
        found = self.cleaned_data
        facts = EmploymentFacts(
            unit_id=UUID(found["unit"]),
            kind=found["kind"],
            position_id=UUID(found["position"]) if found["position"] else None,
            percent=Decimal(found["percent"]),
        )
        return Hire(person_id=None, employment=facts, first_day=found["first_day"], last_day=found["last_day"])

    def period(self) -> Period:
        """Return the days of the employment."""
        return Period.through(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class EndForm(forms.Form):
    """When an employment ends."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)
    is_immediate = forms.BooleanField(
        label=gettext_lazy("Leaves at once: take all access away first"),
        required=False,
    )
