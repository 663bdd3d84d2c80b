"""The shape of what people type about each type of element, below what they type about any."""

from dataclasses import fields
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period
from grunnmur.landscape.forms.facts import ElementForm
from grunnmur.landscape.forms.fields import text
from grunnmur.landscape.models import ContactPoint, Goal, Interface, Law, Technology
from grunnmur.landscape.rules.details import DETAILS, Details


class DetailedForm(ElementForm):
    """What is known of any element, and what is known of one type, which subclasses name in `type`."""

    type: ClassVar[str]

    def own(self) -> list[BoundField]:
        """Return the fields of the type."""
        return [self[name] for name in self.fields if name not in ElementForm.base_fields]

    def details(self) -> Details:
        """Return what was typed about the type."""
        made = DETAILS[self.type]
        return made(**{column.name: self.detail(column.name) for column in fields(made)})

    def detail(self, name: str) -> Any:  # Any: a column of any detail
        """Return one detail as it is kept; subclasses say otherwise for what is typed in another shape."""
        return self.cleaned_data[name]

    @classmethod
    def begin(cls, details: Details) -> dict[str, Any]:  # Any: texts, numbers, days
        """Return what the form begins with for details that are known."""
        return {column.name: getattr(details, column.name) for column in fields(details)}


class ServiceForm(DetailedForm):
    """A service."""

    type = "service"
    target_group = text(gettext_lazy("For whom"), 200)
    channel = text(
        gettext_lazy("Channel"), 200, help_text=gettext_lazy("How it reaches them: a page, a visit, a letter.")
    )


class GoalForm(DetailedForm):
    """A goal."""

    type = "goal"
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Goal.Level.choices, initial=Goal.Level.GOAL)
    plan = text(gettext_lazy("Plan"), 200, help_text=gettext_lazy("The plan or decision it stands in."))
    period = text(gettext_lazy("Period"), 40, help_text=gettext_lazy("For example 2024–2028."))
    measure = text(gettext_lazy("How it is measured"), 500)


class LawForm(DetailedForm):
    """A law."""

    type = "law"
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Law.Kind.choices)
    citation = text(gettext_lazy("Citation"), 200, help_text=gettext_lazy("As it is cited, with date and number."))
    short_title = text(gettext_lazy("Short title"), 100)
    url = forms.URLField(label=gettext_lazy("Read it at"), required=False, max_length=500, assume_scheme="https")
    in_force_from = forms.DateField(label=gettext_lazy("In force from"), required=False, widget=DayInput)
    in_force_through = forms.DateField(label=gettext_lazy("Last day in force"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean()
        first, last = cleaned.get("in_force_from"), cleaned.get("in_force_through")
        if first and last and last < first:
            self.add_error("in_force_through", _("The last day cannot be before the first."))
        return cleaned

    @classmethod
    def begin(cls, details: Details) -> dict[str, Any]:  # Any: texts, numbers, days
        """Return the days as the first and the last."""
        begun = super().begin(details)
        days: Period | None = begun["in_force"]
        first, last = (days.lower, days.last_day) if days else (None, None)
        return begun | {"in_force_from": first, "in_force_through": last}

    def detail(self, name: str) -> Any:  # Any: a column of any detail
        """Return the days as a period."""
        if name != "in_force":
            return super().detail(name)
        first, last = self.cleaned_data["in_force_from"], self.cleaned_data["in_force_through"]
        return Period.through(first, last) if first or last else None


class TechnologyForm(DetailedForm):
    """Something that systems run on."""

    type = "technology"
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Technology.Kind.choices)


class ContactPointForm(DetailedForm):
    """Where one meets the municipality."""

    type = "contact_point"
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContactPoint.Kind.choices)
    address = text(gettext_lazy("Address"), 500, help_text=gettext_lazy("A page, a number, or where one goes."))


class InterfaceForm(DetailedForm):
    """How systems hand information to each other."""

    type = "interface"
    mode = forms.ChoiceField(label=gettext_lazy("How"), choices=Interface.Mode.choices)
    transport = forms.ChoiceField(
        label=gettext_lazy("Transport"), choices=Interface.Transport.choices, initial=Interface.Transport.UNKNOWN
    )
    frequency = text(gettext_lazy("How often"), 100)
    platform = text(gettext_lazy("Platform"), 100, help_text=gettext_lazy("What carries it, if it is not direct."))


class CompetenceForm(DetailedForm):
    """A competence."""

    type = "competence"
