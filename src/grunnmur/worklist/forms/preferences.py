"""How soon one wants to be told."""

from collections.abc import Mapping
from typing import Any

from django import forms

from grunnmur.worklist.rules import Cadence, notice_kinds


class PreferencesForm(forms.Form):
    """One choice for each kind of notification; security kinds cannot be turned off. Fields: `kind-<number>`."""

    def __init__(self, *arguments: Any, current: Mapping[str, Cadence], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.kinds = {f"kind-{number}": kind for number, kind in enumerate(notice_kinds())}
        for name, kind in self.kinds.items():
            choices = [one for one in Cadence.choices if not (kind.is_security and one[0] == Cadence.OFF)]
            self.fields[name] = forms.ChoiceField(label=str(kind.label), choices=choices, initial=current[kind.name])

    def chosen(self) -> dict[str, Cadence]:
        """Return what was chosen, by kind."""
        return {kind.name: Cadence(self.cleaned_data[name]) for name, kind in self.kinds.items()}
