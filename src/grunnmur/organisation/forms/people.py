"""The shape of what people type about persons and employments."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.organisation.forms.fields import ChoosingForm, DaysForm, day, optional_last_day, plain
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.models.person import LANGUAGES
from grunnmur.organisation.queries import Order, Wanted, Who
from grunnmur.organisation.rules import EmploymentFacts, Hire, PersonFacts


class PersonForm(forms.Form):
    """Who somebody is, and how she is reached at work."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=100)
    display_name = forms.CharField(
        label=gettext_lazy("Shown name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As colleagues see it. Leave it empty for given name and family name."),
    )
    work_email = forms.EmailField(
        label=gettext_lazy("Work e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    work_phone = forms.CharField(label=gettext_lazy("Work phone"), max_length=40, required=False)
    employee_number = forms.CharField(label=gettext_lazy("Employee number"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=[("", gettext_lazy("The municipality's")), *LANGUAGES]
    )

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, str]:
        """Return what the form begins with for a person."""
        found = {name: str(getattr(person, name)) for name in PersonForm.base_fields}
        whole = f"{person.given_name} {person.family_name}".strip()
        return found | {"display_name": "" if person.display_name == whole else person.display_name}

    def person(self) -> PersonFacts:
        """Return what was typed about the person."""
        return PersonFacts(**{name: self.cleaned_data[name] for name in PersonForm.base_fields})


class PlaceForm(ChoosingForm):
    """Where and as what somebody works."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    position = forms.ChoiceField(label=gettext_lazy("Position"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of employment"), choices=Employment.Kind.choices)
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"), min_value=0, max_value=100, decimal_places=2, max_digits=5, initial=100
    )

    def facts(self) -> EmploymentFacts:
        """Return what was typed about the employment."""
        found = self.cleaned_data
        return EmploymentFacts(
            unit_id=self.chosen("unit"),
            kind=found["kind"],
            position_id=self.id_of("position"),
            percent=Decimal(found["percent"]),
            is_primary=found.get("is_primary", False),
        )


class WorkForm(PlaceForm, DaysForm):
    """Where and as what somebody works, and when."""

    first_day = day(gettext_lazy("First day"))
    last_day = optional_last_day()


class HireForm(PersonForm, WorkForm):
    """Somebody new, and what she is to do."""

    def hire(self) -> Hire:
        """Return what was typed, before it is made."""
        found = self.cleaned_data
        return Hire(
            person_id=None,
            employment=self.facts(),
            first_day=found["first_day"],
            last_day=found["last_day"],
            name=self.person().shown_name,
        )


class PrimaryForm(forms.Form):
    """Whether an employment counts before the others."""

    is_primary = forms.BooleanField(
        label=gettext_lazy("This employment counts first"),
        required=False,
        help_text=gettext_lazy("Otherwise the one with the highest percent does. It decides who the leader is."),
    )


class StartForm(WorkForm, PrimaryForm):
    """One more employment of somebody who is here already."""

    field_order = ("unit", "position", "kind", "percent", "first_day", "last_day", "is_primary")


class ChangeForm(PlaceForm, PrimaryForm):
    """What an employment is to be from a day on."""

    field_order = ("unit", "position", "kind", "percent", "from_day", "overlap_last_day", "is_primary")

    from_day = day(
        gettext_lazy("From"),
        help_text=gettext_lazy("Choose the employment's own first day to put right what was registered wrongly."),
    )
    overlap_last_day = day(
        gettext_lazy("Works in the old place too until"),
        is_required=False,
        help_text=gettext_lazy("For handing over. Leave it empty when there is no overlap."),
    )

    @classmethod
    def initial_of(cls, row: Employment) -> dict[str, Any]:  # Any: Django's own
        """Return what the form begins with for an employment."""
        return {
            "unit": str(row.unit_id),
            "position": str(row.position_id or ""),
            "kind": row.kind,
            "percent": plain(row.percent),
            "is_primary": row.is_primary,
        }


class ExtendForm(forms.Form):
    """How long an employment is to run."""

    last_day = optional_last_day()


class LeaveForm(DaysForm):
    """Days off, wholly or partly."""

    percent = forms.DecimalField(
        label=gettext_lazy("Percent off"),
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        max_digits=5,
        initial=100,
        help_text=gettext_lazy("100 is full leave: accesses can rest, and somebody else leads."),
    )
    first_day = day(gettext_lazy("First day"))
    last_day = optional_last_day()


class LastDayForm(forms.Form):
    """When something ends."""

    last_day = day(gettext_lazy("Last day"))


class EndForm(forms.Form):
    """When an employment ends."""

    last_day = day(gettext_lazy("Last day"))
    is_immediate = forms.BooleanField(
        label=gettext_lazy("Leaves at once: take all access away first"),
        required=False,
    )


class PeopleFilter(ChoosingForm):
    """What the list of people is narrowed to; what is nonsense is left out."""

    q = forms.CharField(label=gettext_lazy("Name begins with"), required=False, max_length=100)
    who = forms.ChoiceField(
        label=gettext_lazy("Who"),
        required=False,
        choices=[("", gettext_lazy("Works here")), (Who.LATER, gettext_lazy("Starts later"))],
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    sort = forms.ChoiceField(required=False, choices=[(one, one) for one in Order], widget=forms.HiddenInput)

    def kept(self) -> dict[str, str]:
        """Return what was filled in and makes sense, as the address of the page has it."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        kept = self.kept()
        who = Who(kept.get("who", Who.NOW))
        first = Order.FIRST_DAY if who == Who.LATER else Order.NAME
        return Wanted(
            starts_with=kept.get("q", "").strip(),
            unit_id=UUID(kept["unit"]) if "unit" in kept else None,
            who=who,
            order=Order(kept.get("sort", first)),
        )
