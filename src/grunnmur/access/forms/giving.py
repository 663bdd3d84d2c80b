"""The shape of giving and taking away."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.queries.choices import Listed
from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period

Choices = Iterable[tuple[str, str]]


class CaseForm(forms.Form):
    """The case in which something is decided, where it has one."""

    case_number = forms.CharField(
        label=gettext_lazy("Case number"),
        help_text=gettext_lazy("In the case and archive system, if the decision has one."),
        max_length=60,
        required=False,
    )


class GiveForm(CaseForm):
    """A role for a person."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Left empty, it ends with the employment."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence that the person and the next leader understand."),
        max_length=500,
    )

    def __init__(self, *arguments: Any, roles: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a role")), *roles]

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned

    def period(self) -> Period:
        """Return the days."""
        return Period.through(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class PictureForm(CaseForm):
    """Ticks for roles and levels, with days and a reason. `more`: levels asked for by name, to be shown too."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Left empty, it ends with the employment."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence that the person and the next leader understand."),
        max_length=500,
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, levels: Listed, first: date) -> None:
        super().__init__(data, initial={"first_day": first}, use_required_attribute=False)
        sent = QueryDict() if data is None else data
        self.ticked = set(sent.getlist("tick"))
        self.more = [UUID(one) for one in levels.labels(sent.getlist("more"))]
        self._is_saved = "save" in sent
        self._not_found = ""
        self._add(levels, sent.get("more-add", "").strip())

    def _add(self, levels: Listed, text: str) -> None:
        """Show and tick the level that was typed, if one is called so."""
        found = levels.find(text) if text else []
        if len(found) == 1:
            self.more = list(dict.fromkeys([*self.more, UUID(found[0][0])]))
            self.ticked.add(f"permission:{found[0][0]}")
        else:
            self._not_found = text

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first, a name nothing has, and a change without a reason."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        if first and first < today():
            self.add_error("first_day", _("Choose today or later."))
        if self._is_saved and not cleaned.get("reason"):
            self.add_error("reason", _("Say why, in one sentence."))
        if self._not_found:
            self.add_error(None, _("Nothing you may give is called “%(text)s”.") % {"text": self._not_found})
        return cleaned

    def day(self) -> date | None:
        """Return the first day that was typed, if it can be read."""
        self.is_valid()
        return self.cleaned_data.get("first_day") if self.is_bound else None

    def period(self) -> Period:
        """Return the days."""
        return Period.through(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class LastDayForm(forms.Form):
    """When something ends."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)
