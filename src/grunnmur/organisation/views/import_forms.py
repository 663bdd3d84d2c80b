"""The shape of an upload: the file, how it is meant, and how its columns are read."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.core.imports import forms as imports
from grunnmur.core.imports.mapping import Mapping
from grunnmur.organisation.imports.shapes import SHAPES

MOST_DIGITS = 12


class UploadForm(imports.UploadForm):
    """One HR file."""

    column_names = frozenset(each.name for shape in SHAPES for each in shape.fields)
    folded = ("columns", "values", "code_width", "is_last_day_off", "is_fraction")

    code_width = forms.IntegerField(
        label=gettext_lazy("Digits of a unit code"),
        required=False,
        min_value=0,
        max_value=MOST_DIGITS,
        help_text=gettext_lazy(
            "Gives back the leading zeros that a spreadsheet took away. 0 leaves codes as they are."
        ),
    )
    is_fraction = forms.BooleanField(
        label=gettext_lazy("Percents are written as fractions: 0,8 for 80"), required=False
    )

    @classmethod
    def initial_of(cls, mapping: Mapping, *, source: str) -> dict[str, Any]:  # Any: Django's own
        """Return what the form begins with: the source's remembered mapping, changes only, from today."""
        own = {"code_width": mapping.code_width, "is_fraction": mapping.is_fraction}
        return super().initial_of(mapping, source=source) | own

    def mapping(self) -> Mapping:
        """Return how the columns are read."""
        sent = self.cleaned_data
        return replace(super().mapping(), code_width=sent["code_width"] or 0, is_fraction=sent["is_fraction"])
