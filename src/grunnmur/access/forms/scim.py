"""The shape of what is typed in about a connected system."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.access.actions.scim.clients import LONGEST_DAYS
from grunnmur.access.models import Resource, ScimClient


class ClientForm(forms.Form):
    """A system to let in."""

    name = forms.CharField(
        label=_("What is the system called?"),
        help_text=_("A source with the name an import has used goes on with the same people and employments."),
        max_length=40,
    )
    mode = forms.ChoiceField(
        label=_("What does it do?"),
        choices=[
            (ScimClient.Mode.SOURCE.value, _("It tells us of people: a source")),
            (ScimClient.Mode.CONSUMER.value, _("It asks who has access to one resource: a consumer")),
        ],
        widget=forms.RadioSelect,
        initial=ScimClient.Mode.SOURCE.value,
    )
    resource_id = forms.TypedChoiceField(
        label=_("Which resource does a consumer ask about?"), required=False, coerce=UUID, empty_value=None
    )
    addresses = forms.CharField(
        label=_("Which addresses may it call from?"),
        help_text=_("One a line, 192.0.2.7 or 192.0.2.0/24. Nothing written: from anywhere."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.IntegerField(
        label=_("How many days shall its token work?"), min_value=1, max_value=LONGEST_DAYS, initial=365
    )

    def __init__(self, *arguments: Any, resources: Iterable[Resource], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["resource_id"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _("None")), *((str(one.pk), one.name) for one in resources)]

    def clean_addresses(self) -> list[str]:
        """Return the lines that say something."""
        return [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]


class RenewForm(forms.Form):
    """A new token."""

    days = forms.IntegerField(
        label=_("How many days shall its token work?"), min_value=1, max_value=LONGEST_DAYS, initial=365
    )
