"""What is said when a version takes a step."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput
from grunnmur.publishing.actions import Submission

YES, NO = "yes", "no"
READ_AGAIN = ((YES, gettext_lazy("Yes, those whom it concerns read it again")), (NO, gettext_lazy("No")))


class SubmitForm(forms.Form):
    """What the author says of a version."""

    change_note = forms.CharField(
        label=gettext_lazy("What is new, and why?"),
        help_text=gettext_lazy("One or two sentences for those who use it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_significant = forms.ChoiceField(
        label=gettext_lazy("Is the change significant?"), choices=READ_AGAIN, widget=forms.RadioSelect
    )
    significance_reason = forms.CharField(
        label=gettext_lazy("If not: why does nobody have to read it again?"), max_length=500, required=False
    )
    planned_date = forms.DateField(
        label=gettext_lazy("Valid from"),
        help_text=gettext_lazy("Left empty, it is valid as soon as it is approved."),
        widget=DayInput,
        required=False,
    )

    def clean_planned_date(self) -> Any:  # Any: a day or None
        """Refuse a day that has been."""
        day = self.cleaned_data["planned_date"]
        if day and day < today():
            raise forms.ValidationError(_("The day cannot have been already."))
        return day

    def submission(self) -> Submission:
        """Return what was said."""
        sent = self.cleaned_data
        return Submission(
            change_note=sent["change_note"],
            is_significant=sent["is_significant"] == YES,
            significance_reason=sent["significance_reason"],
            planned_date=sent["planned_date"],
        )


class CommentForm(forms.Form):
    """A comment that must be there."""

    comment = forms.CharField(label=gettext_lazy("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ApproveForm(forms.Form):
    """A yes, with the content it is said to."""

    seen_hash = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("Comment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FeedbackForm(forms.Form):
    """What a reader says."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)
    part = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = forms.CharField(label=gettext_lazy("Tell us"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *arguments: Any, kinds: Any, parts: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        for name, choices in (("kind", list(kinds)), ("part", [("", _("All of it")), *parts])):
            chosen = self.fields[name]
            if isinstance(chosen, forms.ChoiceField):
                chosen.choices = choices


class AnswerForm(forms.Form):
    """An answer to a reader."""

    state = forms.ChoiceField(label=gettext_lazy("What becomes of it?"))
    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *arguments: Any, states: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["state"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = list(states)
