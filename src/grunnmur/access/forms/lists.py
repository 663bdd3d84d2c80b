"""The shape of how lists are narrowed, and of a role matrix."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.models import Conflict, Resource, Role
from grunnmur.core.ids import id_in

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


class ResourcesForm(ListForm):
    """How the list of resources is narrowed and sorted."""

    owner = forms.CharField(required=False, max_length=120)
    unit = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name; a unit is an id or nothing."""
        found = super().values()
        return found | {"unit": found["unit"] if id_in(found["unit"]) else ""}


class RestraintsForm(forms.Form):
    """How the lists of conflicts and pools are narrowed and sorted; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    severity = forms.CharField(required=False)
    sort = forms.CharField(required=False)

    def values(self, sorts: Collection[str]) -> dict[str, str]:
        """Return what was chosen, by name. sorts: how the list can be sorted."""
        self.is_valid()
        known = {"severity": set(Conflict.Severity.values), "sort": set(sorts)}
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value if value in known.get(name, {value}) else "" for name, value in found.items()}


class CompareForm(forms.Form):
    """Two days to compare; nonsense counts as no day."""

    from_day = forms.DateField(required=False)
    to_day = forms.DateField(required=False)

    def days(self) -> tuple[date | None, date | None]:
        """Return both days."""
        self.is_valid()
        return self.cleaned_data.get("from_day"), self.cleaned_data.get("to_day")


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
