"""What is asked and told while a step is done."""

from django import forms
from django.utils.translation import gettext_lazy

from grunnmur.core.forms import DayInput
from grunnmur.processes.actions import Asked

ABOUT = gettext_lazy("Such as a name of the case; not more of people than is needed.")


class AskForm(forms.Form):
    """A question to those who are consulted."""

    about = forms.CharField(label=gettext_lazy("What is it about?"), help_text=ABOUT, max_length=200)
    question = forms.CharField(
        label=gettext_lazy("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_date = forms.DateField(label=gettext_lazy("Answer wanted by"), widget=DayInput)

    def asked(self) -> Asked:
        """Return what is asked."""
        sent = self.cleaned_data
        return Asked(about=sent["about"], question=sent["question"], due_date=sent["due_date"])


class TellForm(forms.Form):
    """A notice to those who are informed."""

    about = forms.CharField(label=gettext_lazy("What is it about?"), help_text=ABOUT, max_length=200)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    """An answer."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
