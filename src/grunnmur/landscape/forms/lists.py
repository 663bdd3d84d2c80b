"""How a list of elements is narrowed, sorted and shown."""

from typing import Any

from django import forms

from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.lists import NOT_ASSESSED, SORTS
from grunnmur.landscape.rules.grades import GRADES

CRITICALITIES = (*(str(grade) for grade in GRADES), NOT_ASSESSED)


class ListForm(forms.Form):
    """What the address says of a list; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    unit = forms.UUIDField(required=False)
    lifecycle = forms.ChoiceField(required=False, choices=Element.Lifecycle.choices)
    criticality = forms.ChoiceField(required=False, choices=[(one, one) for one in CRITICALITIES])
    unowned = forms.BooleanField(required=False)
    sort = forms.ChoiceField(required=False, choices=[(one, one) for one in SORTS])
    after = forms.CharField(required=False, max_length=2000)

    def values(self) -> dict[str, Any]:  # Any: text, an id, a yes
        """Return what was chosen, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
