"""The shape of what people type about a task."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.core.forms import DayInput
from grunnmur.worklist.rules import NewFile, TaskKind


class FinishForm(forms.Form):
    """How a task ended, and what shows it."""

    outcome = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("What shows that it is done"),
        help_text=_("A serial number, the number of a key, a receipt, or where it lies."),
        max_length=500,
        required=False,
    )
    file = forms.FileField(
        label=_("A file that shows that it is done"),
        help_text=_("A picture, a PDF or a document, at most 25 MB."),
        required=False,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *arguments: Any, kind: TaskKind, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.fields["file"].required = kind.needs_file
        if not (kind.needs_evidence or kind.needs_file):
            del self.fields["evidence"], self.fields["file"]
        outcome = self.fields["outcome"]
        if isinstance(outcome, forms.ChoiceField):
            outcome.choices = list(kind.outcomes.items())
        outcome.initial = next(iter(kind.outcomes))
        if len(kind.outcomes) == 1:
            outcome.widget = forms.HiddenInput()

    def said(self) -> dict[str, Any]:  # Any: texts, a file
        """Return what was said, as `finish_task` takes it."""
        sent = self.cleaned_data.get("file")
        file = NewFile(sent.name, sent.read()) if sent else None
        return {name: value for name, value in self.cleaned_data.items() if name != "file"} | {"file": file}


class AssignForm(forms.Form):
    """Whom a task is given to: one of the people offered."""

    person_id = forms.TypedChoiceField(label=_("Who shall do it?"))

    def __init__(self, *arguments: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["person_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = people


class DueDateForm(forms.Form):
    """A new due date, and why."""

    due_date = forms.DateField(label=_("New due date"), widget=DayInput)
    reason = forms.CharField(label=_("Why is it moved?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
