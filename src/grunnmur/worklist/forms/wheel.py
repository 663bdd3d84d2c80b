"""The shape of what people say of a duty of the wheel, and of how the wheel is narrowed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput
from grunnmur.worklist.models import WheelEntry
from grunnmur.worklist.rules import WheelFacts
from grunnmur.worklist.rules.wheel import LONGEST_LEAD, nth_words, weekday_words

Choices = Sequence[tuple[str, str]]
LEADER, UNIT = "leader", "unit"
NOTHING = ("", "–")
EARLIEST, LATEST = 2000, 2100


class WheelForm(forms.Form):
    """One duty: what, who, when."""

    title = forms.CharField(label=_("Duty"), help_text=_("What shall be done, in a few words."), max_length=200)
    text = forms.CharField(
        label=_("Description"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = forms.ChoiceField(label=_("Unit"))
    owner = forms.ChoiceField(label=_("Who shall do it?"))
    first_date = forms.DateField(label=_("First time"), widget=DayInput)
    until_date = forms.DateField(label=_("Last day"), required=False, widget=DayInput)
    every = forms.IntegerField(label=_("It comes every"), min_value=1, max_value=999, initial=1)
    period = forms.ChoiceField(label=_("Days, weeks, months or years"), choices=WheelEntry.Unit.choices, initial="year")
    nth = forms.ChoiceField(
        label=_("Which one in the month"),
        help_text=_("For duties that fall on a certain weekday, such as the second Tuesday of March."),
        required=False,
    )
    weekday = forms.ChoiceField(label=_("Weekday"), required=False)
    counts_from = forms.ChoiceField(
        label=_("The next time is counted"), choices=WheelEntry.CountsFrom.choices, initial="fixed"
    )
    off_days = forms.ChoiceField(
        label=_("If nobody works that day, it"), choices=WheelEntry.OffDays.choices, initial="before"
    )
    lead_days = forms.IntegerField(
        label=_("Days before it becomes a task"), min_value=0, max_value=LONGEST_LEAD, initial=30
    )
    escalate_days = forms.IntegerField(
        label=_("Working days late until it is passed on to the next leader"),
        required=False,
        min_value=1,
        max_value=250,
    )
    steps = forms.CharField(
        label=_("Steps"),
        help_text=_("One on each line."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    law_title = forms.CharField(label=_("Legal basis"), required=False, max_length=200)
    law_url = forms.URLField(label=_("Address of the law"), required=False, max_length=500, assume_scheme="https")
    needs_evidence = forms.BooleanField(label=_("Ask for what shows that it is done"), required=False)
    is_reported = forms.BooleanField(label=_("Show it in the report of what was done"), required=False)

    def __init__(self, *arguments: Any, units: Choices, functions: Choices, **options: Any) -> None:
        # Any: Django's own
        super().__init__(*arguments, **options)
        held = [(f"function:{pk}", str(_("Whoever is %(function)s")) % {"function": name}) for pk, name in functions]
        owners = [(LEADER, _("The unit’s leader")), (UNIT, _("Everybody in the unit")), *held]
        nths = [(str(number), word) for number, word in nth_words().items()]
        weekdays = [(str(number), word) for number, word in weekday_words().items()]
        self._choose(unit=units, owner=owners, nth=[NOTHING, *nths], weekday=[NOTHING, *weekdays])

    def _choose(self, **choices: Any) -> None:  # Any: texts, some of them lazy
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                kept = self.initial.get(name)
                other = [(kept, kept)] if kept and kept not in {code for code, _word in offered} else []
                field.choices = [*offered, *other]

    def facts(self) -> WheelFacts:
        """Return what was said."""
        said = dict(self.cleaned_data)
        unit, owner = UUID(said.pop("unit")), said.pop("owner")
        said |= {name: int(said[name]) if said[name] else None for name in ("nth", "weekday")}
        said |= {"steps": tuple(said["steps"].splitlines()), "unit_id": unit}
        return WheelFacts(**said, owner_key=f"{owner}:{unit}" if owner in {LEADER, UNIT} else owner)


# Fields whose form and row hold the same.
ALIKE = (
    *("title", "text", "first_date", "until_date", "every", "period", "counts_from", "off_days", "lead_days"),
    *("escalate_days", "law_title", "law_url", "needs_evidence", "is_reported"),
)


def initial_of(entry: WheelEntry) -> dict[str, Any]:  # Any: what fields begin with
    """Return what the form of a duty begins with."""
    own = {f"{LEADER}:{entry.unit_id}": LEADER, f"{UNIT}:{entry.unit_id}": UNIT}
    return {name: getattr(entry, name) for name in ALIKE} | {
        "unit": str(entry.unit_id),
        "owner": own.get(entry.owner_key, entry.owner_key),
        "nth": "" if entry.nth is None else str(entry.nth),
        "weekday": "" if entry.weekday is None else str(entry.weekday),
        "steps": "\n".join(entry.steps),
    }


class EndForm(forms.Form):
    """The last day of a duty."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput)


class WheelFilterForm(forms.Form):
    """What the address says of the wheel; what is not known counts as nothing chosen."""

    year = forms.IntegerField(required=False, min_value=EARLIEST, max_value=LATEST)
    unit = forms.UUIDField(required=False)
    owner = forms.CharField(required=False, max_length=120)

    def values(self) -> dict[str, Any]:  # Any: a number, an id, a text
        """Return what was chosen, by name; the year is this one if none was."""
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return chosen | {"year": chosen["year"] or today().year}
