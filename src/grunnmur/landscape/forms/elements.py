"""Who owns things on the map."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Choice = tuple[str, str]


class OwnerForm(forms.Form):
    """Who owns something: a unit, a function, or both."""

    owner_unit = forms.ChoiceField(
        label=gettext_lazy("Unit that owns it"),
        required=False,
        help_text=gettext_lazy("Whoever leads the unit answers for it. When the leader leaves, the next one does."),
    )
    owner_function = forms.ChoiceField(
        label=gettext_lazy("Function that owns it"),
        required=False,
        help_text=gettext_lazy("Whoever holds the function may change it too, such as a system owner."),
    )

    def __init__(
        self, *arguments: Any, units: Iterable[Choice], functions: Iterable[Choice], **options: Any
    ) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        for name, found in (("owner_unit", units), ("owner_function", functions)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("None")), *found]

    def unit_id(self) -> UUID | None:
        """Return the unit that was chosen; None for none."""
        return _id(self.cleaned_data["owner_unit"])

    def function_id(self) -> UUID | None:
        """Return the function that was chosen; None for none."""
        return _id(self.cleaned_data["owner_function"])


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
