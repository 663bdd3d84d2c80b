"""The shape of letting somebody in."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.queries.choices import Choice
from grunnmur.access.rules.desk import Visit, Visitor
from grunnmur.core.clock import now
from grunnmur.core.tenancy import current_tenant


class HourInput(forms.TimeInput):
    """An hour as the browser's own field sends it."""

    input_type = "time"


class VisitForm(forms.Form):
    """Who stands there, with which role, until when. `person` is somebody who was here before."""

    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Given name and family name"), max_length=200)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    agency = forms.CharField(label=gettext_lazy("Agency or firm"), max_length=120, required=False)
    identity_checked_by = forms.CharField(
        label=gettext_lazy("Identity checked by"),
        help_text=gettext_lazy("Who looked at the papers. Write no number of them."),
        max_length=120,
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    until = forms.TimeField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("Within 24 hours."), widget=HourInput(format="%H:%M")
    )

    def __init__(
        self,
        *arguments: Any,  # Any: Django's own
        units: Iterable[Choice],
        roles: Iterable[Choice],
        **options: Any,  # Any: Django's own
    ) -> None:
        super().__init__(*arguments, **options)
        for name, choices in (("unit", list(units)), ("role", list(roles))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices if len(choices) == 1 else [("", _("Choose")), *choices]

    def clean_identity_checked_by(self) -> str:
        """Refuse what looks like the number of a person: it is not to be kept."""
        text: str = self.cleaned_data["identity_checked_by"]
        if sum(letter.isdigit() for letter in text) > len("1234"):
            raise forms.ValidationError(_("Write a name, and no number."))
        return text

    def visitor(self) -> Visitor:
        """Return who it is."""
        found = self.cleaned_data
        return Visitor(
            person_id=found["person"],
            name=found["name"],
            phone=found["phone"],
            agency=found["agency"],
            identity_checked_by=found["identity_checked_by"],
        )

    def visit(self) -> Visit:
        """Return where, as what, and until when: the next time the clock shows the hour."""
        found = self.cleaned_data
        return Visit(unit_id=UUID(found["unit"]), role_id=UUID(found["role"]), ends_at=next_time(found["until"]))


def next_time(hour: time) -> datetime:
    """Return the next time the municipality's clock shows an hour."""
    zone = current_tenant().zone
    here = now().astimezone(zone)
    at = datetime.combine(here.date(), hour, zone)
    return at if at > here else datetime.combine(here.date() + timedelta(days=1), hour, zone)
