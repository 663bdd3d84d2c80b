"""The shape of a resource and of its levels."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.models import Permission, Resource
from grunnmur.access.queries.choices import Choice
from grunnmur.access.rules import LevelFacts

RISKS = (
    (1, gettext_lazy("1: little harm if misused")),
    (2, gettext_lazy("2: some harm")),
    (3, gettext_lazy("3: great harm")),
    (4, gettext_lazy("4: the greatest harm, always for a limited time")),
)


class ResourceForm(forms.Form):
    """A system, a building, a key, a laptop."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Resource.Kind.choices)
    owner_key = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    unit_id = forms.TypedChoiceField(
        label=gettext_lazy("Unit that has it"), coerce=UUID, empty_value=None, required=False
    )
    fulfil_key = forms.ChoiceField(
        label=gettext_lazy("Who hands it out?"),
        help_text=gettext_lazy("They get a task when somebody is to have it or give it back."),
        required=False,
    )

    def __init__(
        self, *arguments: Any, groups: Iterable[Choice], units: Iterable[Choice], **options: Any
    ) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        known = list(groups)
        offered = {
            "owner_key": [("", _("Nobody")), *known],
            "unit_id": [("", _("None")), *units],
            "fulfil_key": [("", _("Nobody has to do anything")), *known],
        }
        for name, rows in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = rows


class LevelForm(forms.Form):
    """One level of a resource."""

    level = forms.CharField(
        label=gettext_lazy("Level"),
        help_text=gettext_lazy("Such as read or edit. Left empty, one has it or has it not."),
        max_length=100,
        required=False,
    )
    description = forms.CharField(label=gettext_lazy("What does it let one do?"), max_length=500, required=False)
    risk = forms.TypedChoiceField(label=gettext_lazy("Risk"), choices=RISKS, coerce=int, initial=1)
    privacy_class = forms.ChoiceField(label=gettext_lazy("Personal data"), choices=Permission.Privacy.choices)
    pre_start_days = forms.IntegerField(
        label=gettext_lazy("Days it is made ready before the first day"), min_value=0, max_value=30, initial=0
    )
    max_days = forms.IntegerField(
        label=gettext_lazy("Days it is given for at most"), min_value=1, max_value=3650, required=False
    )
    is_suspended_on_leave = forms.BooleanField(label=gettext_lazy("Held back during full leave"), required=False)
    must_return = forms.BooleanField(label=gettext_lazy("Is returned when it ends"), required=False)
    leader_may_give = forms.BooleanField(label=gettext_lazy("Leaders may give it without asking"), required=False)
    leader_may_remove = forms.BooleanField(label=gettext_lazy("Leaders may take it away"), required=False)

    def facts(self) -> LevelFacts:
        """Return what was typed."""
        return LevelFacts(**self.cleaned_data)
