"""What people write down about changes that are thought through before they are made."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.landscape.catalogue import FactKey
from grunnmur.landscape.forms.answers import typed_value, value_field
from grunnmur.landscape.forms.fields import area, text
from grunnmur.landscape.models import ChangeCase, ChangeStatement
from grunnmur.landscape.queries.changes import OPEN

Choice = tuple[str, str]


class CaseForm(forms.Form):
    """What a change is called, why it is made, whose it is, and when it is to be carried out."""

    title = text(gettext_lazy("What is to change?"), 200, is_required=True)
    why = area(
        gettext_lazy("Why?"),
        4000,
        help_text=gettext_lazy("What it is good for, and what else was considered. Those you ask read this first."),
    )
    owner_unit = forms.ChoiceField(
        label=gettext_lazy("Unit that owns the change"),
        required=False,
        help_text=gettext_lazy("Whoever answers for the unit can plan the change together with you."),
    )
    planned_date = forms.DateField(
        label=gettext_lazy("Planned day"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("The change can be carried out from this day on."),
    )

    def __init__(self, *arguments: Any, units: Iterable[Choice], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["owner_unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None")), *units]

    @staticmethod
    def begin_with(case: ChangeCase) -> dict[str, Any]:  # Any: texts and days
        """Return what the form begins with for a case."""
        unit = case.element.owner_unit_id
        return {
            "title": case.element.name,
            "why": case.why,
            "owner_unit": str(unit or ""),
            "planned_date": case.planned_date,
        }

    def facts(self) -> dict[str, Any]:  # Any: texts, an id, a day
        """Return what was typed, as the actions take it."""
        sent = self.cleaned_data
        unit = UUID(sent["owner_unit"]) if sent["owner_unit"] else None
        return {
            "title": sent["title"],
            "why": sent["why"],
            "owner_unit_id": unit,
            "planned_date": sent["planned_date"],
        }


class CasesForm(forms.Form):
    """What the address says of the list; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    status = forms.ChoiceField(required=False, choices=[(OPEN, OPEN), *ChangeCase.Status.choices])
    mine = forms.BooleanField(required=False)
    after = forms.CharField(required=False, max_length=2000)

    def values(self) -> dict[str, Any]:  # Any: texts and a yes
        """Return what was chosen, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class KindsForm(forms.Form):
    """Which of the ways in which a thing hangs together with others another takes over."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What does it take over?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def __init__(self, *arguments: Any, kinds: Iterable[Choice], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["kinds"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(kinds)
            field.initial = [kind for kind, _label in field.choices]


class FactForm(forms.Form):
    """The answer that a question about a system is to have."""

    evidence = text(
        gettext_lazy("What will show it?"), 1000, help_text=gettext_lazy("A sentence, or where the proof lies.")
    )

    def __init__(self, *arguments: Any, key: FactKey, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.fields = {"value": value_field(key, label=_("New answer")), **self.fields}

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse to plan that nobody knows."""
        cleaned = super().clean() or {}
        if "value" in cleaned and typed_value(cleaned["value"]) is None:
            self.add_error("value", _("Say what the answer is to be."))
        return cleaned

    def value(self) -> Any:  # Any: as the question asks
        """Return the answer as it is kept."""
        value = typed_value(self.cleaned_data["value"])
        return value.isoformat() if hasattr(value, "isoformat") else value


class OpinionForm(forms.Form):
    """What an owner thinks of a change."""

    stance = forms.ChoiceField(
        label=gettext_lazy("What do you think of it?"),
        choices=[
            (ChangeStatement.Stance.AGREE, gettext_lazy("I agree")),
            (ChangeStatement.Stance.CONCERN, gettext_lazy("I have concerns")),
        ],
        widget=forms.RadioSelect,
    )
    text = area(
        gettext_lazy("In your own words"),
        2000,
        help_text=gettext_lazy("What must be in place first, or what those who decide should know."),
    )


class DecisionForm(forms.Form):
    """The decision to make a change."""

    note = area(gettext_lazy("Reason for the decision"), 2000)
