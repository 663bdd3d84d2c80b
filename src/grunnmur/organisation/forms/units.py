"""The shape of what people type about units and their leaders."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.organisation.forms.fields import ChoosingForm, DaysForm, day, optional_last_day
from grunnmur.organisation.models import Unit
from grunnmur.organisation.rules import UnitFacts, UnitNames


class NamesForm(forms.Form):
    """What a unit is called, and how it is counted."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("As in the HR system. Two units cannot have the same code on the same day."),
    )
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=40, required=False)
    kind = forms.CharField(
        label=gettext_lazy("Kind"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Sector, department, school, team: as you say it."),
    )
    cost_centre = forms.CharField(label=gettext_lazy("Cost centre"), max_length=40, required=False)

    @classmethod
    def initial_of(cls, unit: Unit) -> dict[str, str]:
        """Return what the form begins with for a unit."""
        return {name: getattr(unit, name) for name in cls.base_fields}

    def names(self) -> UnitNames:
        """Return what was typed."""
        return UnitNames(**{name: self.cleaned_data[name] for name in NamesForm.base_fields})


class OpenForm(NamesForm, DaysForm):
    """A new unit: its names, where it hangs, and its days."""

    parent = forms.ChoiceField(label=gettext_lazy("Below"))
    first_day = day(gettext_lazy("First day"))
    last_day = optional_last_day()

    def facts(self) -> UnitFacts:
        """Return what was typed about the unit."""
        typed = {name: self.cleaned_data[name] for name in NamesForm.base_fields}
        return UnitFacts(**typed, parent_id=_parent(self.cleaned_data["parent"], self))


TOP = "top"  # instead of a unit's id: below nothing


def _parent(chosen: str, form: ChoosingForm) -> Any:  # Any: an id or None
    return None if chosen == TOP else form.chosen("parent")


class MoveForm(ChoosingForm):
    """Where a unit goes, and from when."""

    parent = forms.ChoiceField(label=gettext_lazy("Below"))
    from_day = day(gettext_lazy("From"), help_text=gettext_lazy("The first day in the new place."))

    def parent_id(self) -> Any:  # Any: an id or None
        """Return the unit it goes below; None for the top."""
        return _parent(self.cleaned_data["parent"], self)


class CloseForm(ChoosingForm):
    """When a unit ends, and who takes over."""

    last_day = day(gettext_lazy("Last day"))
    move_to = forms.ChoiceField(
        label=gettext_lazy("Move these to"),
        required=False,
        help_text=gettext_lazy("The people in the unit and the units right below it go there the day after."),
    )


class LeaderForm(ChoosingForm):
    """Who is to lead, and from when."""

    person = forms.ChoiceField(label=gettext_lazy("Person"))
    first_day = day(gettext_lazy("First day"))


class ActingForm(DaysForm):
    """Who is to lead for some days."""

    person = forms.ChoiceField(label=gettext_lazy("Person"))
    first_day = day(gettext_lazy("First day"))
    last_day = day(gettext_lazy("Last day"))


class VacateForm(forms.Form):
    """From when nobody leads."""

    from_day = day(gettext_lazy("First day without"), help_text=gettext_lazy("The day before is the last day."))


class VacancyFilter(forms.Form):
    """What the list of units without a leader is narrowed to."""

    q = forms.CharField(required=False, max_length=100)
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in ("unit", "people", "since")])

    def text(self) -> str:
        """Return the text the name shall have."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""

    def order(self) -> str:
        """Return the column the list is sorted by."""
        return (self.cleaned_data["sort"] if self.is_valid() else "") or "unit"


def none_chosen() -> tuple[str, str]:
    """Return the choice of the top of the organisation."""
    return (TOP, _("The top of the organisation"))
