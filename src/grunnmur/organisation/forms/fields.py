"""What several forms share: choices that the view brings, a day, a first and a last day."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period

Choices = Iterable[tuple[str, str]]


def day(label: Any, *, help_text: Any = "", is_required: bool = True) -> forms.DateField:  # Any: lazy texts
    """Return a field for a day."""
    return forms.DateField(label=label, widget=DayInput, help_text=help_text, required=is_required)


def optional_last_day() -> forms.DateField:
    """Return a field for a last day that may be left out."""
    return day(
        gettext_lazy("Last day"), is_required=False, help_text=gettext_lazy("Leave it empty when there is no end.")
    )


def plain(value: Decimal) -> Decimal:
    """Return a number as people type it into a field: 100 and 37.5, neither 100.00 nor 1E+2."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class NothingForm(forms.Form):
    """Nothing to fill in: whether to do it is all that is asked."""


class ChoosingForm(forms.Form):
    """A form whose choices the view brings, by the name of the field."""

    def __init__(self, *arguments: Any, choices: Mapping[str, Choices], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        for name, found in choices.items():
            chosen = self.fields[name]
            if isinstance(chosen, forms.ChoiceField):
                # Nothing is chosen until somebody chooses it: neither a person nor a unit by standing first.
                chosen.choices = [("", _("Choose") if chosen.required else _("None")), *found]

    def id_of(self, name: str) -> UUID | None:
        """Return the id that was chosen in a field; None for none."""
        found = self.cleaned_data[name]
        return UUID(found) if found else None

    def chosen(self, name: str) -> UUID:
        """Return the id that was chosen in a field which must be filled in."""
        return UUID(self.cleaned_data[name])


class DaysForm(ChoosingForm):
    """A form with a first and a last day."""

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned

    def period(self) -> Period:
        """Return the days from the first through the last; without a last one, with no end."""
        return Period.through(self.cleaned_data["first_day"], self.cleaned_data["last_day"])
