"""The shape of an answer to a question about a system."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.landscape.catalogue import FactKey
from grunnmur.landscape.forms.fields import text
from grunnmur.landscape.queries.facts import Answer
from grunnmur.landscape.rules.answers import CHOICES, LARGEST, NewAnswer, Value

YES, NO, UNKNOWN = "yes", "no", "unknown"
BLANK_IS_UNKNOWN = gettext_lazy("Leave it empty if you do not know.")


class AnswerForm(forms.Form):
    """One question. Begin it with what is known; `given` is None for “I do not know”."""

    evidence = text(
        gettext_lazy("What shows it?"), 1000, help_text=gettext_lazy("A sentence, or where the proof lies.")
    )
    observed_on = forms.DateField(
        label=gettext_lazy("Seen on"), required=False, widget=DayInput, help_text=gettext_lazy("Empty is today.")
    )

    def __init__(self, *arguments: Any, key: FactKey, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **{"auto_id": f"id_{key.code}_%s"} | options)
        self.key = key
        self.fields = {"value": value_field(key, label=_("Answer")), **self.fields}

    @staticmethod
    def begin(answer: Answer) -> dict[str, Any]:  # Any: texts and days
        """Return what the form begins with: an answer that has grown too old is not taken for granted."""
        return {"value": shown_value(answer.value), "evidence": answer.evidence}

    def given(self) -> NewAnswer | None:
        """Return the answer; None for “I do not know”."""
        value = typed_value(self.cleaned_data["value"])
        on: date | None = self.cleaned_data["observed_on"]
        return None if value is None else NewAnswer(value, self.cleaned_data["evidence"], on)


def value_field(key: FactKey, *, label: str, unknown: str = "") -> forms.Field:
    """Return the field for an answer of a question's kind; with a word of one's own for none, one that may be left."""
    nothing = unknown or _("I do not know")
    match key.kind:
        case "bool" if unknown:
            choices = [("", nothing), (YES, _("Yes")), (NO, _("No"))]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        case "bool":
            choices = [(YES, _("Yes")), (NO, _("No")), (UNKNOWN, nothing)]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        case "date":
            return forms.DateField(label=label, required=False, widget=DayInput, help_text=BLANK_IS_UNKNOWN)
        case "int":
            return forms.IntegerField(
                label=label, required=False, min_value=0, max_value=LARGEST, help_text=BLANK_IS_UNKNOWN
            )
    choices = [("", nothing), *((choice, str(CHOICES[choice])) for choice in key.choices)]
    return forms.ChoiceField(label=label, choices=choices, required=False)


def shown_value(value: Value | None) -> object:
    """Return an answer as its field shows it."""
    return value if not isinstance(value, bool) else (YES if value else NO)


def typed_value(typed: object) -> object:
    """Return what was typed as an answer; None for nothing."""
    if typed in {YES, NO}:
        return typed == YES
    return None if typed in {"", None, UNKNOWN} else typed
