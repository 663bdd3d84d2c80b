"""What the organisation chart shows: from which unit, and how many levels."""

from uuid import UUID

from django import forms

from grunnmur.organisation.forms.fields import ChoosingForm


class ChartForm(ChoosingForm):
    """From the address of the page; what is nonsense counts as not said."""

    LEVELS = tuple((str(level), str(level)) for level in range(1, 7))

    unit = forms.ChoiceField(required=False)
    levels = forms.ChoiceField(required=False, choices=LEVELS)
    size = forms.ChoiceField(required=False, choices=[("whole", "whole")])

    def _said(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def unit_id(self) -> UUID | None:
        """Return the unit the chart begins with; None for the top."""
        said = self._said("unit")
        return UUID(said) if said else None

    def level_count(self) -> int:
        """Return how many levels are drawn; three, if nothing is said."""
        return int(self._said("levels") or 3)

    def is_whole(self) -> bool:
        """Tell whether the drawing fits the page, instead of having its full size."""
        return self._said("size") == "whole"
