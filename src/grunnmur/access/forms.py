"""The shape of what people type about access."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.models import Resource, Role
from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period

Choices = Iterable[tuple[str, str]]
LARGEST_MATRIX = 2 * 1024 * 1024


class ListForm(forms.Form):
    """How a list is narrowed and sorted; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.CharField(required=False)
    state = forms.CharField(required=False)
    sort = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        known = {"kind": {*Resource.Kind.values, *Role.Kind.values}, "state": set(Role.State.values)}
        return {name: value if value in known.get(name, {value}) else "" for name, value in found.items()}


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


class TakeAwayForm(forms.Form):
    """When a role ends."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)


class MatrixForm(forms.Form):
    """A role matrix to be read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, XLSX or ODS: resource, level, then one role a column with a mark for yes."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )

    def clean_file(self) -> Any:  # Any: Django's uploaded file
        """Refuse what is larger than a matrix can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MATRIX:
            raise forms.ValidationError(_("The file is larger than 2 MB. A role matrix is smaller."))
        return file
