"""What people say about how two things on the map hang together."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.landscape.models import Strength

STRENGTHS = [
    (Strength.REQUIRED, _("Required: without it, it stops")),
    (Strength.SUPPORTING, _("Supporting: without it, it goes slower or worse")),
    (Strength.OPTIONAL, _("Optional: it can do without")),
]


class StrengthForm(forms.Form):
    """How much the one needs the other."""

    strength = forms.TypedChoiceField(
        label=_("How much does it need it?"), choices=STRENGTHS, coerce=int, widget=forms.RadioSelect
    )


class RelateForm(StrengthForm):
    """The other end of a new relation, how strong it is, and a note."""

    other = forms.UUIDField(error_messages={"required": _("Choose what it hangs together with.")})
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("Only what others need to know to understand it.")
    )

    field_order = ("other", "strength", "note")

    def other_id(self) -> UUID:
        """Return the element that was chosen."""
        chosen: UUID = self.cleaned_data["other"]
        return chosen
