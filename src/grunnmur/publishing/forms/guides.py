"""The shape of what a municipality says beside a guide."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GuideNoteForm(forms.Form):
    """How it is done here; nothing takes it away."""

    text = forms.CharField(
        label=_("How we do it here"),
        help_text=_("Stands beside the section for everybody. Leave it empty to take it away."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
