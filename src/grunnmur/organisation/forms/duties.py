"""The shape of what people type about deputies, functions and appointments."""

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.organisation.forms.fields import DaysForm, day, optional_last_day
from grunnmur.organisation.models import Deputy, Function
from grunnmur.organisation.rules import FunctionFacts


class DeputyForm(DaysForm):
    """Who stands in, in what, and when."""

    person = forms.ChoiceField(label=gettext_lazy("Deputy"))
    may = forms.MultipleChoiceField(
        label=gettext_lazy("What the deputy may do"),
        choices=[
            (Deputy.May.APPROVE, gettext_lazy("Answer what the person is asked to approve")),
            (Deputy.May.TASKS, gettext_lazy("Do the tasks that wait for the person as a leader")),
            (Deputy.May.ACCESS, gettext_lazy("Have the accesses that go with being a leader")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=[Deputy.May.APPROVE, Deputy.May.TASKS],
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Only in the unit"),
        required=False,
        help_text=gettext_lazy("With no unit chosen, it holds for all the person leads."),
    )
    first_day = day(gettext_lazy("First day"))
    last_day = day(gettext_lazy("Last day"), help_text=gettext_lazy("At most a year after the first."))


class FunctionForm(forms.Form):
    """What a function is called, and where somebody must hold it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("As files from the HR system name it.")
    )
    needed = forms.ChoiceField(
        label=gettext_lazy("Where it is needed"),
        choices=Function.Need.choices,
        required=False,
        help_text=gettext_lazy("Where nobody holds it, it is shown as vacant."),
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Closed: nobody new is appointed"),
        required=False,
        help_text=gettext_lazy("Who holds it keeps it until the last day."),
    )

    @classmethod
    def initial_of(cls, row: Function) -> dict[str, object]:
        """Return what the form begins with for a function."""
        return {name: getattr(row, name) for name in cls.base_fields}

    def facts(self) -> FunctionFacts:
        """Return what was typed."""
        return FunctionFacts(**self.cleaned_data)


class AppointForm(DaysForm):
    """Who holds what for which unit, and when."""

    function = forms.ChoiceField(label=gettext_lazy("Function"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), help_text=gettext_lazy("It counts for all units below too."))
    person = forms.ChoiceField(label=gettext_lazy("Person"))
    first_day = day(gettext_lazy("First day"))
    last_day = optional_last_day()


class FunctionFilter(forms.Form):
    """What the register of functions is narrowed to, and its order."""

    q = forms.CharField(required=False, max_length=100)
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in ("name", "holders", "vacant")])

    def text(self) -> str:
        """Return the text the name shall have."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""

    def order(self) -> str:
        """Return the column the list is sorted by."""
        return (self.cleaned_data["sort"] if self.is_valid() else "") or "name"
