"""The shape of the team's matrix: how it is narrowed, and what is ticked."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.forms.giving import CaseForm
from grunnmur.access.queries.team_matrix import MatrixFilter
from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period

UUID_TEXT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class TeamMatrixForm(forms.Form):
    """How the matrix is narrowed; nonsense counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    role = forms.CharField(required=False, max_length=100)
    role_page = forms.IntegerField(required=False, min_value=1, max_value=1000)
    several = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def value(self, name: str) -> str:
        """Return what was chosen of one thing, as text."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def chosen(self) -> dict[str, str]:
        """Return how the page is narrowed, without where it begins."""
        return {name: self.value(name) for name in ("q", "role", "role_page", "several")}

    def wanted(self) -> MatrixFilter:
        """Return what was chosen."""
        return MatrixFilter(text=self.value("q"), role=self.value("role"), role_page=int(self.value("role_page") or 1))


class MatrixTicksForm(CaseForm):
    """What is ticked in the matrix, with days and a reason for what changes."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Left empty, it ends with the employment."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, initial={"first_day": today()}, use_required_attribute=False)
        self.ticks = set(data.getlist("tick")) if data is not None else set()
        self._is_saved = data is not None and "save" in data

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse days that have passed or run backwards, and a change without a reason."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if isinstance(first, date) and first < today():
            self.add_error("first_day", _("Choose today or later."))
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        if self._is_saved and not cleaned.get("reason"):
            self.add_error("reason", _("Say why, in one sentence."))
        return cleaned

    def period(self) -> Period:
        """Return the days."""
        return Period.through(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class CellForm(forms.Form):
    """One cell of the matrix: whose, which role, whether she is to have it; last_day: of what an undoing gives back."""

    cell = forms.RegexField(rf"^{UUID_TEXT} role:{UUID_TEXT}$")
    want = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    last_day = forms.DateField(required=False)

    @property
    def key(self) -> tuple[UUID, str]:
        """The person and the box."""
        person, _space, key = self.cleaned_data["cell"].partition(" ")
        return UUID(person), key

    @property
    def is_wanted(self) -> bool:
        """Whether she is to have it."""
        return bool(self.cleaned_data["want"] == "on")

    def period(self) -> Period:
        """Return the days: from today."""
        return Period.through(today(), self.cleaned_data["last_day"])

    def clean_last_day(self) -> date | None:
        """Take a day that has passed for none."""
        last: date | None = self.cleaned_data["last_day"]
        return last if last and last >= today() else None
