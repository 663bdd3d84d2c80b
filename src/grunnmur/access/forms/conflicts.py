"""The shape of a role conflict and of an exception from one."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.forms.picking import PickField, PickingForm
from grunnmur.access.models import Conflict
from grunnmur.access.queries.choices import Listed
from grunnmur.access.rules import ConflictFacts, Target
from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period


class ConflictWordsForm(forms.Form):
    """What a conflict is called and does."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    severity = forms.ChoiceField(
        label=gettext_lazy("What happens to whoever would get both?"), choices=Conflict.Severity.choices
    )
    reason = forms.CharField(label=gettext_lazy("Why are they kept apart?"), max_length=500, required=False)


class ConflictForm(ConflictWordsForm, PickingForm):
    """A new conflict with its two sides."""

    a = PickField(label=gettext_lazy("Side A: any of these"), is_needed=True)
    b = PickField(label=gettext_lazy("Side B: together with any of these"), is_needed=True)

    def __init__(self, data: QueryDict | None, *, things: Listed, **options: Any) -> None:  # Any: Django's own
        super().__init__(data, sources={"a": things, "b": things}, **options)

    def facts(self) -> ConflictFacts:
        """Return what was typed."""
        words = {name: self.cleaned_data[name] for name in ("name", "severity", "reason")}
        a, b = (tuple(target_of(value) for value in self.cleaned_data[side]) for side in ("a", "b"))
        return ConflictFacts(a=a, b=b, **words)


def target_of(value: str) -> Target:
    """Read `role:<id>` or `permission:<id>`. Raises ValueError."""
    kind, _colon, key = value.partition(":")
    return Target(role_id=UUID(key)) if kind == "role" else Target(permission_id=UUID(key))


class WaiverForm(forms.Form):
    """An exception for one person."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=DayInput, help_text=gettext_lazy("A year at most.")
    )
    reason = forms.CharField(label=gettext_lazy("Why must this person have both?"), max_length=500)
    compensating_check = forms.CharField(
        label=gettext_lazy("What is checked instead, and by whom?"),
        help_text=gettext_lazy("Such as: the leader goes through all payments each month."),
        max_length=500,
    )

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return cleaned

    @property
    def period(self) -> Period:
        """The days."""
        first: date = self.cleaned_data["first_day"]
        return Period.through(first, self.cleaned_data["last_day"])
