"""Many drawings at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.processes.actions import DrawnFile
from grunnmur.processes.forms.bringing import NewProcessForm

TITLE_AND_CODE = ("title", "code", "purpose")


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # Any: Django's own
        """Return every file, each looked at as a single one is."""
        single = super().clean
        sent = data if isinstance(data, list) else [data]
        return [single(one, initial) for one in sent or [None]]


class ManyForm(NewProcessForm):
    """Drawings to bring into the library together, and what holds for all of them."""

    drawings = FilesField(
        label=gettext_lazy("BPMN files"),
        help_text=gettext_lazy("Up to 50 files (.bpmn, .xml) of 10 MB each, or a ZIP with them."),
        widget=_FilesInput(attrs={"accept": ".bpmn,.xml,.zip"}),
    )
    field_order = ("drawings", "kind", "owner", "line")

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        for name in TITLE_AND_CODE:
            del self.fields[name]

    def drawn_files(self) -> list[DrawnFile]:
        """Return what was sent."""
        return [DrawnFile(file.name or "", file.read()) for file in self.cleaned_data["drawings"]]
