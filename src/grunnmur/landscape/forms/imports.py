"""What is asked of a file about the map, and of one that leaves the house."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.core.imports import forms as imports
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.models import ImportRun
from grunnmur.landscape.actions.import_files import LIMITS
from grunnmur.landscape.imports.shapes import SHAPES, TABLES, UNMAPPED

MODES = (
    (ImportRun.Mode.DELTA, _("They stay")),
    (ImportRun.Mode.FULL, _("They end: the file names all relations that the source knows")),
)


def table_choices() -> list[tuple[str, str]]:
    """Return the tables a sheet may be, and that its columns tell."""
    known = [(name, str(shape.label)) for name, shape in TABLES.items() if name != UNMAPPED.name]
    return [("", str(_("Its name or columns tell"))), *sorted(known, key=lambda one: one[1].casefold())]


class UploadForm(imports.UploadForm):
    """One file about the map."""

    column_names = frozenset(each.name for shape in SHAPES for each in shape.fields)
    limits = LIMITS
    field_order = ("file", "source", "table", "mode", "effective_date", "columns", "values", "is_last_day_off")
    folded = ("columns", "values", "effective_date", "is_last_day_off")

    table = forms.ChoiceField(
        label=_("What is in the table"),
        required=False,
        choices=table_choices,
        help_text=_("Needed only where neither the name of the sheet nor its columns tell."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*args, **options)
        told = {
            "file": _(
                "XLSX, ODS, CSV, a zip of CSV files, an ArchiMate exchange file, or Archi's CSV files; 20 MB at most."
            ),
            "source": _("What the file comes from. Things are known again by their id in it."),
            "effective_date": _("Relations without a day of their own begin on this day."),
            "columns": _("One to a line, for columns we do not recognise: Fagsystem = name"),
            "values": _("One to a line: lifecycle: Live = active"),
        }
        for name, text in told.items():
            self.fields[name].help_text = text
        self.fields["mode"].choices = MODES  # type: ignore[attr-defined]  # the field is a ChoiceField
        self.fields["mode"].label = _("Relations that the source named before, and the file does not")
        self.fields["is_last_day_off"].label = _("The last days are the first day after, not the last day itself")

    @classmethod
    def initial_of(cls, mapping: Mapping, *, source: str) -> dict[str, Any]:  # Any: Django's own
        """Return what the form begins with: the source's remembered mapping, changes only, from today."""
        return super().initial_of(mapping, source=source) | {"table": mapping.table}

    def mapping(self) -> Mapping:
        """Return how the columns are read."""
        return replace(super().mapping(), table=self.cleaned_data["table"])


class ExportForm(forms.Form):
    """Which file somebody takes out, and for whom it is."""

    profile = forms.ChoiceField(label=_("Whom it is for"), widget=forms.RadioSelect)
    file_format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, profiles: list[tuple[str, str]], formats: list[tuple[str, str]], **options: Any
    ) -> None:  # Any: Django's own
        super().__init__(*args, **options)
        self.fields["profile"].choices = profiles  # type: ignore[attr-defined]  # the field is a ChoiceField
        self.fields["file_format"].choices = formats  # type: ignore[attr-defined]  # the same
