"""The shape of what people type about persons and employments."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.organisation.forms.fields import DaysForm, day, optional_last_day
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EmploymentFacts, Hire, PersonFacts


class HireForm(DaysForm):
    """Somebody new, and what she is to do."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=100)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    position = forms.ChoiceField(label=gettext_lazy("Position"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of employment"), choices=Employment.Kind.choices)
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"), min_value=0, max_value=100, decimal_places=2, max_digits=5, initial=100
    )
    first_day = day(gettext_lazy("First day"))
    last_day = optional_last_day()
    work_email = forms.EmailField(
        label=gettext_lazy("Work e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def person(self) -> PersonFacts:
        """Return what was typed about the person."""
        names = ("given_name", "family_name", "work_email")
        return PersonFacts(**{name: self.cleaned_data[name] for name in names})

    def hire(self) -> Hire:
        """Return what was typed about the employment."""
        found = self.cleaned_data
        facts = EmploymentFacts(
            unit_id=self.chosen("unit"),
            kind=found["kind"],
            position_id=self.id_of("position"),
            percent=Decimal(found["percent"]),
        )
        return Hire(person_id=None, employment=facts, first_day=found["first_day"], last_day=found["last_day"])


class EndForm(forms.Form):
    """When an employment ends."""

    last_day = day(gettext_lazy("Last day"))
    is_immediate = forms.BooleanField(
        label=gettext_lazy("Leaves at once: take all access away first"),
        required=False,
    )
