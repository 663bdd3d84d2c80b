"""The shape of giving and taking away."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period

Choices = Iterable[tuple[str, str]]


class GiveForm(forms.Form):
    """A role for a person."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Left empty, it ends with the employment."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence that the person and the next leader understand."),
        max_length=500,
    )

    def __init__(self, *arguments: Any, roles: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a role")), *roles]

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned

    def period(self) -> Period:
        """Return the days."""
        return Period.through(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class LastDayForm(forms.Form):
    """When something ends."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)
