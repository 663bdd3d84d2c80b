"""What every upload asks: the file, how it is meant, and how its columns are read."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.limits import DEFAULT, Limits, refuse_larger
from grunnmur.core.tables.sheet import UnreadableFileError


class FileForm(forms.Form):
    """A form with one file in its field `file`, as templates/imports/upload.html shows it.

    limits: how large the file may be. folded: the fields that tell how the file is read, in this order; they are folded
    away on the page, because hardly anybody needs them.
    """

    limits: ClassVar[Limits] = DEFAULT
    folded: ClassVar[tuple[str, ...]] = ()

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            refuse_larger(file.size or 0, self.limits)
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def asked(self) -> list[forms.BoundField]:
        """Return the fields that everybody fills in."""
        return [self[name] for name in self.fields if name not in self.folded]

    def reading(self) -> list[forms.BoundField]:
        """Return the fields that are folded away."""
        return [self[name] for name in self.folded]

    def is_reading_wrong(self) -> bool:
        """Tell whether there is something to put right in what is folded away."""
        return any(name in self.errors for name in self.folded)


class UploadForm(FileForm):
    """One file to import. A domain's form says which columns there are, and adds what it alone asks."""

    column_names: ClassVar[frozenset[str]] = frozenset()
    folded: ClassVar[tuple[str, ...]] = ("columns", "values")

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX, CSV, JSON, or a zip of CSV files, at most 50 MB."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=40,
        help_text=gettext_lazy("The system the file comes from. People are recognised by their key in it."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("What the file holds"), choices=ImportRun.Mode.choices, widget=forms.RadioSelect
    )
    effective_date = forms.DateField(
        label=gettext_lazy("Effective day"),
        widget=DayInput,
        help_text=gettext_lazy(
            "Changes without a day of their own begin on this day; what a full file lacks ends on it."
        ),
    )
    columns = forms.CharField(
        label=gettext_lazy("Your column = our column"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One to a line, for columns we do not recognise: Ressurs = person_key"),
    )
    values = forms.CharField(
        label=gettext_lazy("Our column: your value = our value"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One to a line: kind: F = permanent"),
    )
    is_last_day_off = forms.BooleanField(
        label=gettext_lazy("The end dates are the first day off, not the last day at work"), required=False
    )

    @classmethod
    def initial_of(cls, mapping: Mapping, *, source: str) -> dict[str, Any]:  # Any: Django's own
        """Return what the form begins with: the source's remembered mapping, changes only, from today."""
        return {
            "source": source,
            "mode": ImportRun.Mode.DELTA,
            "effective_date": today(),
            "columns": "\n".join(f"{theirs} = {ours}" for theirs, ours in mapping.columns.items()),
            "values": "\n".join(
                f"{name}: {theirs} = {ours}" for name, pairs in mapping.values.items() for theirs, ours in pairs.items()
            ),
            "is_last_day_off": mapping.is_last_day_off,
        }

    def clean_columns(self) -> dict[str, str]:
        """Read `theirs = ours`; ours must be one of our columns, or nothing to leave theirs out."""
        pairs = dict(self._pairs("columns"))
        self._refuse_unknown({name for name in pairs.values() if name})
        return pairs

    def clean_values(self) -> dict[str, dict[str, str]]:
        """Read `our column: theirs = ours`."""
        found: dict[str, dict[str, str]] = {}
        for left, ours in self._pairs("values"):
            name, _colon, theirs = (part.strip() for part in left.partition(":"))
            found.setdefault(name, {})[theirs] = ours
        self._refuse_unknown(set(found))
        return found

    def _pairs(self, name: str) -> Iterator[tuple[str, str]]:
        for line in filter(None, (line.strip() for line in self.cleaned_data[name].splitlines())):
            left, sign, right = (part.strip() for part in line.rpartition("="))
            if not sign or not left:
                raise forms.ValidationError(_("“%(line)s” lacks its equals sign.") % {"line": line})
            yield left, right

    def _refuse_unknown(self, names: set[str]) -> None:
        unknown = sorted(names - self.column_names)
        if unknown:
            raise forms.ValidationError(_("We have no column “%(name)s”.") % {"name": unknown[0]})

    def mapping(self) -> Mapping:
        """Return how the columns are read."""
        sent = self.cleaned_data
        return Mapping(columns=sent["columns"], values=sent["values"], is_last_day_off=sent["is_last_day_off"])

    def upload(self) -> Upload:
        """Return what was sent, for the action."""
        sent = self.cleaned_data
        file: UploadedFile[bytes] = sent["file"]
        return Upload(
            content=file.read(),
            file_name=file.name or "",
            source=sent["source"],
            mode=sent["mode"],
            effective_date=sent["effective_date"],
            mapping=self.mapping(),
        )
