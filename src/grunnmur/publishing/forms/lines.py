"""What is said of a production line and its members."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput, OutlineInput
from grunnmur.core.periods import Period
from grunnmur.publishing.actions import Limits, LineFacts, StepFacts
from grunnmur.publishing.queries import LineMember, Station
from grunnmur.publishing.rules import kind_choices

Choices = Iterable[tuple[str, str]]
Outline = Sequence[tuple[str, str, int]]  # value, name, how deep it lies


class LineForm(forms.Form):
    """A line: its name, the units it works for, its aim, and how many cards its stations take."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units it works for"),
        help_text=gettext_lazy("With all units below them."),
        required=False,
        widget=OutlineInput,
    )
    target_per_month = forms.IntegerField(
        label=gettext_lazy("Aim: so many a month"), min_value=1, max_value=1000, required=False
    )
    is_active = forms.BooleanField(label=gettext_lazy("The line is in use"), required=False, initial=True)

    def __init__(
        self, *arguments: Any, units: Outline, stations: Sequence[Station] = (), **options: Any
    ) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["units"]
        if isinstance(chosen, forms.MultipleChoiceField) and isinstance(chosen.widget, OutlineInput):
            chosen.choices = [(value, name) for value, name, _level in units]
            chosen.widget.levels = {value: level for value, _name, level in units}
        for station in stations:
            if station.key not in {Station.Key.INTAKE, Station.Key.DONE}:
                self.fields[f"limit_{station.key}"] = forms.IntegerField(
                    label=_("Most cards in “%(station)s”") % {"station": station},
                    min_value=1,
                    max_value=100,
                    required=False,
                    initial=station.wip_limit,
                )

    def facts(self) -> LineFacts:
        """Return what was typed."""
        sent = self.cleaned_data
        return LineFacts(
            name=sent["name"],
            units=tuple(UUID(one) for one in sent["units"]),
            target_per_month=sent["target_per_month"],
            is_active=sent["is_active"],
        )

    def limits(self) -> Limits:
        """Return how many cards the stations take."""
        prefix = "limit_"
        sent = self.cleaned_data.items()
        return Limits(wip={name.removeprefix(prefix): value for name, value in sent if name.startswith(prefix)})


class MemberForm(forms.Form):
    """Somebody's part in a line."""

    person = forms.ChoiceField(label=gettext_lazy("Person"))
    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=LineMember.Part.choices)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty when there is no end."),
        widget=DayInput,
        required=False,
    )

    def __init__(self, *arguments: Any, people: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["person"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("Choose")), *people]

    def clean_last_day(self) -> Any:  # Any: a day or None
        """Refuse a last day that has been."""
        last = self.cleaned_data["last_day"]
        if last and last < today():
            raise forms.ValidationError(_("The last day cannot have been already."))
        return last

    def period(self) -> Period:
        """Return the days from today through the last."""
        return Period.through(today(), self.cleaned_data["last_day"])


class StepForm(forms.Form):
    """One more yes that a line's versions need."""

    unit = forms.ChoiceField(label=gettext_lazy("Who approves"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("For which content"),
        required=False,
        help_text=gettext_lazy("A kind with approvals of its own needs those instead of the common ones."),
    )
    needed = forms.IntegerField(label=gettext_lazy("How many must say yes"), min_value=1, max_value=5, initial=1)
    days = forms.IntegerField(label=gettext_lazy("Working days they have"), min_value=1, max_value=60, initial=5)

    def __init__(self, *arguments: Any, units: Outline, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["unit"]
        if isinstance(chosen, forms.ChoiceField):
            leaders = [(unit, _("Leader of %(unit)s") % {"unit": name}) for unit, name, _level in units]
            chosen.choices = [("", _("The leader of the unit that owns it")), *leaders]
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("All kinds")), *kind_choices()]

    def facts(self) -> StepFacts:
        """Return what was typed."""
        sent = self.cleaned_data
        unit = UUID(sent["unit"]) if sent["unit"] else None
        return StepFacts(unit_id=unit, kind=sent["kind"], needed=sent["needed"], days=sent["days"])


class CardForm(forms.Form):
    """A card for a line's intake."""

    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)


class ItemLineForm(forms.Form):
    """Which line makes the next versions of an item."""

    line = forms.ChoiceField(label=gettext_lazy("Production line"), required=False)

    def __init__(self, *arguments: Any, lines: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["line"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("None: the next version is valid at once")), *lines]

    def line_id(self) -> UUID | None:
        """Return the line that was chosen."""
        return UUID(self.cleaned_data["line"]) if self.cleaned_data["line"] else None
