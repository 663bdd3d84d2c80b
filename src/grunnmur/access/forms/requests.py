"""The shape of asking, answering, narrowing the officer's list, and of a policy."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.forms.picking import PickField, PickingForm
from grunnmur.access.models import Mode, RequestLine, Who
from grunnmur.access.queries.choices import Choice, Source
from grunnmur.access.queries.requests.lists import SORTS
from grunnmur.access.rules.requests import DAYS_TO_ANSWER, PolicyFacts, StepFacts, Wish
from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period

STEPS = 6
TARGET = r"(role|permission):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class WishForm(forms.Form):
    """One line for the basket."""

    target = forms.RegexField(TARGET, widget=forms.HiddenInput)
    operation = forms.ChoiceField(
        choices=[one for one in RequestLine.Operation.choices if one[0] != RequestLine.Operation.WAIVE],
        widget=forms.HiddenInput,
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput, required=False)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned

    def wish(self) -> Wish:
        """Return what was chosen; without a first day it begins today, and what is given up ends today."""
        found = self.cleaned_data
        kind, _colon, target = found["target"].partition(":")
        operation, last = found["operation"], found["last_day"]
        first = found["first_day"] or today()
        if operation == RequestLine.Operation.REMOVE:
            last = last or today()
        if operation != RequestLine.Operation.ADD:
            first = min(today(), last or today())
        return Wish(
            operation=operation,
            role_id=UUID(target) if kind == "role" else None,
            permission_id=UUID(target) if kind == "permission" else None,
            period=Period.through(first, last),
        )


class SendForm(forms.Form):
    """Why it is asked for."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it needed?"),
        help_text=gettext_lazy("One sentence that those who decide understand."),
        max_length=500,
    )


class AnswerForm(forms.Form):
    """An answer, with its note."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Needed when you say no. Who asked reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),  # Enter in a text field would press the first button: yes
    )


class LinesForm(forms.Form):
    """How the officer's list is narrowed and sorted; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.CharField(required=False)
    operation = forms.CharField(required=False)
    risk = forms.CharField(required=False)
    sort = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name."""
        self.is_valid()
        known = {
            "state": set(RequestLine.State.values),
            "operation": set(RequestLine.Operation.values),
            "risk": {"1", "2", "3", "4"},
            "sort": set(SORTS),
        }
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value if value in known.get(name, {value}) else "" for name, value in found.items()}


class PolicyForm(PickingForm):
    """A policy: its name, what has it, and up to six steps; a step without deciders is none."""

    name = forms.CharField(label=gettext_lazy("Name of the policy"), max_length=120)
    risk = forms.TypedChoiceField(
        label=gettext_lazy("Counts for everything of this risk"),
        help_text=gettext_lazy("Unless the role or the permission has a policy of its own."),
        choices=[("", gettext_lazy("No risk")), *((str(risk), str(risk)) for risk in range(1, 5))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    uses = PickField(label=gettext_lazy("Roles and permissions that have it"))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        sources: Mapping[str, Source],
        groups: Iterable[Choice],
        steps: Iterable[StepFacts] = (),
        **options: Any,  # Any: Django's own
    ) -> None:
        super().__init__(data, sources=sources, **options)
        known = dict(enumerate(steps, start=1))
        keys = list(groups)
        keys += [(one.key, one.key) for one in known.values() if one.key and one.key not in dict(keys)]
        for number in range(1, STEPS + 1):
            self._add_step(number, known.get(number), keys)

    def _add_step(self, number: int, step: StepFacts | None, groups: list[Choice]) -> None:
        facts = step or StepFacts(who="")
        nobody = [("", _("No step"))]
        self.fields[f"who_{number}"] = forms.ChoiceField(
            label=_("Who decides"), choices=[*nobody, *Who.choices], required=False, initial=facts.who
        )
        self.fields[f"key_{number}"] = forms.ChoiceField(
            label=_("Which group"), choices=[("", _("None")), *groups], required=False, initial=facts.key
        )
        self.fields[f"mode_{number}"] = forms.ChoiceField(
            label=_("How many"), choices=Mode.choices, required=False, initial=facts.mode
        )
        self.fields[f"needed_{number}"] = forms.IntegerField(
            label=_("So many"), min_value=1, max_value=20, required=False, initial=facts.needed
        )
        self.fields[f"days_{number}"] = forms.IntegerField(
            label=_("Working days until the reminder"), min_value=1, max_value=15, required=False, initial=facts.days
        )

    @property
    def step_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each step, for the template."""
        names = ("who", "key", "mode", "needed", "days")
        return [(number, [self[f"{name}_{number}"] for name in names]) for number in range(1, STEPS + 1)]

    def facts(self) -> PolicyFacts:
        """Return what was typed."""
        found = self.cleaned_data
        chosen = [one.partition(":")[::2] for one in found["uses"]]
        return PolicyFacts(
            name=found["name"],
            risk=found["risk"],
            steps=tuple(self._step(number) for number in range(1, STEPS + 1) if found[f"who_{number}"]),
            roles=tuple(UUID(one) for kind, one in chosen if kind == "role"),
            permissions=tuple(UUID(one) for kind, one in chosen if kind == "permission"),
        )

    def _step(self, number: int) -> StepFacts:
        found = self.cleaned_data
        who = found[f"who_{number}"]
        return StepFacts(
            who=who,
            key=found[f"key_{number}"] if who == Who.KEY else "",
            mode=found[f"mode_{number}"] or Mode.ANY,
            needed=found[f"needed_{number}"] or 1,
            days=found[f"days_{number}"] or DAYS_TO_ANSWER,
        )
