"""How lists of tasks are narrowed and sorted."""

from typing import Any

from django import forms

from grunnmur.worklist.queries import Due, Order, Which
from grunnmur.worklist.rules import kinds

FREE = "free"  # in the field of people: whom nobody has taken


class ListForm(forms.Form):
    """What the address says of a list of tasks; what is not known counts as nothing chosen."""

    kind = forms.ChoiceField(required=False)
    due = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Due])
    after = forms.CharField(required=False, max_length=2000)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.name, one.label) for one in kinds()]

    def values(self) -> dict[str, Any]:  # Any: text, an id
        """Return what was chosen, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class MyForm(ListForm):
    """What the address says of the list of my tasks."""

    show = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Which if one])
    q = forms.CharField(required=False, max_length=100)


class TeamForm(ListForm):
    """What the address says of the team's list."""

    unit = forms.UUIDField(required=False)
    person = forms.CharField(required=False, max_length=40)
    sort = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Order])
