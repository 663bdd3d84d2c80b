"""The shape of what people type about tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.worklist.rules import TaskKind


class FinishForm(forms.Form):
    """How a task ended, and what shows it."""

    outcome = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("What shows that it is done"),
        help_text=_("A serial number, the number of a key, a receipt, or where it lies."),
        max_length=500,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *arguments: Any, kind: TaskKind, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.fields["evidence"].required = kind.needs_evidence
        outcome = self.fields["outcome"]
        if isinstance(outcome, forms.ChoiceField):
            outcome.choices = list(kind.outcomes.items())
        outcome.initial = next(iter(kind.outcomes))
        if len(kind.outcomes) == 1:
            outcome.widget = forms.HiddenInput()
