"""The shape of the list of things, and of one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.access.queries.choices import Choice
from grunnmur.access.queries.things import OUT, SORTS, STATES
from grunnmur.access.rules import PHYSICAL_KINDS

ALL = "all"


class ThingsForm(forms.Form):
    """How the list of things is narrowed and sorted; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.CharField(required=False)
    kind = forms.CharField(required=False)
    sort = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name; what is out unless something else was asked for."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        known = {"state": {*STATES, ALL}, "kind": set(PHYSICAL_KINDS), "sort": set(SORTS)}
        chosen = {name: value if value in known.get(name, {value}) else "" for name, value in found.items()}
        return chosen | {"state": chosen["state"] or OUT}


class LabelForm(forms.Form):
    """The number of a thing."""

    label = forms.CharField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy("What stands on it: a serial number, the number of a key."),
        max_length=200,
        required=False,
    )


class HandOutForm(LabelForm):
    """What is handed out, and its number."""

    thing = forms.ChoiceField(label=gettext_lazy("What is handed out?"))

    field_order = ("thing", "label")

    def __init__(self, *arguments: Any, things: Iterable[Choice], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["thing"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(things)
