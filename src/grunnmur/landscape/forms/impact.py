"""What is asked about how far something reaches."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.clock import today
from grunnmur.landscape.catalogue import TYPES, Policy
from grunnmur.landscape.queries.impact import Question, Way

FARTHEST = 9
POLICIES = (
    (Policy.AVAILABILITY.value, gettext_lazy("It stops")),
    (Policy.CONFIDENTIALITY.value, gettext_lazy("It leaks")),
    (Policy.LEGAL.value, gettext_lazy("It is changed")),
)
WAYS = (
    (Way.DEPENDENTS.value, gettext_lazy("What depends on this?")),
    (Way.DEPENDENCIES.value, gettext_lazy("What does this need?")),
)


class ImpactForm(forms.Form):
    """What the address asks; nonsense counts as nothing asked."""

    way = forms.ChoiceField(required=False, choices=WAYS)
    policy = forms.ChoiceField(required=False, choices=POLICIES)
    on = forms.DateField(required=False)
    hops = forms.IntegerField(required=False, min_value=1, max_value=FARTHEST)
    start = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    def asked(self) -> dict[str, Any]:  # Any: a day, numbers, texts
        """Return what was asked for, by name; what was not is left out."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name) not in {None, ""}}


def question_of(element_id: UUID, asked: dict[str, Any], *, types: list[str]) -> Question:  # Any: see ImpactForm
    """Return the question that an address asks about an element."""
    return Question(
        origins=(element_id,),
        policy=Policy(asked.get("policy", Policy.AVAILABILITY)),
        way=Way(asked.get("way", Way.DEPENDENTS)),
        on=asked.get("on", today()),
        hops=asked.get("hops"),
        types=frozenset(types) & frozenset(TYPES),
    )


def hops_choices() -> list[tuple[str, str]]:
    """Return how far one may look."""
    return [
        ("1", _("Only at first hand")),
        *((str(far), _("At most %(far)s steps") % {"far": far}) for far in (2, 3, 4)),
    ]
