"""How the lists of what is missing are narrowed."""

from typing import Any

from django import forms

from grunnmur.landscape.queries.gaps import LOOKED_AT

FEWEST = 3  # processes that make something a single point of failure, unless somebody says otherwise


class GapForm(forms.Form):
    """What the address says; nonsense counts as nothing chosen."""

    type = forms.ChoiceField(required=False, choices=[(code, code) for code in LOOKED_AT])
    at_least = forms.IntegerField(required=False, min_value=1, max_value=1000)
    after = forms.CharField(required=False, max_length=2000)

    def values(self) -> dict[str, Any]:  # Any: texts and a number
        """Return what was chosen, by name."""
        self.is_valid()
        return {
            "type": self.cleaned_data.get("type") or "",
            "at_least": self.cleaned_data.get("at_least") or FEWEST,
            "after": self.cleaned_data.get("after") or "",
        }
