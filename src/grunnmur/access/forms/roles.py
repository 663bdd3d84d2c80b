"""The shape of a role: what is said of it, and what is in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.models import Role, RoleItem
from grunnmur.access.queries.choices import Choice, Listed
from grunnmur.access.rules import ItemFacts, RoleFacts
from grunnmur.core.forms import DayInput

UNIT_SCOPES = {RoleItem.Scope.AT, RoleItem.Scope.AT_BELOW}


class RoleForm(forms.Form):
    """What is said of a role."""

    name = forms.CharField(label=gettext_lazy("Name of the role"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("One sentence that whoever gives it understands."),
        max_length=500,
        required=False,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Role.Kind.choices, initial=Role.Kind.JOB)
    owner_key = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    requestable_by = forms.ChoiceField(
        label=gettext_lazy("Who may ask for it or give it?"),
        choices=Role.RequestableBy.choices,
        initial=Role.RequestableBy.LEADER,
    )
    max_days = forms.IntegerField(
        label=gettext_lazy("Days it is given for at most"), min_value=1, max_value=3650, required=False
    )
    grace_days = forms.IntegerField(
        label=gettext_lazy("Days to hand over after a move"),
        help_text=gettext_lazy("Who moves keeps the role for so many days; who leaves does not."),
        min_value=0,
        max_value=30,
        initial=0,
    )
    review_months = forms.IntegerField(
        label=gettext_lazy("Months between reviews"),
        help_text=gettext_lazy("Left empty, it follows the risk of what is in the role."),
        min_value=1,
        max_value=36,
        required=False,
    )

    def __init__(self, *arguments: Any, groups: Iterable[Choice], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["owner_key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Nobody")), *groups]

    def facts(self) -> RoleFacts:
        """Return what was typed."""
        return RoleFacts(**self.cleaned_data)


@dataclass
class Row:
    """One thing in a role as it stands in the form. token: what tells the rows of the form apart."""

    token: str
    what: str
    name: str
    scope: str
    unit: str
    is_kept: bool = True
    error: str = ""


class ContentForm(forms.Form):
    """What is in a role from a day on: rows that can be unticked, and a field that finds one more by name.

    `rows` are drawn by the page. Fields of a row: `row` (its token, while ticked), `what-…`, `scope-…`, `unit-…`.
    """

    from_day = forms.DateField(label=gettext_lazy("Counts from"), widget=DayInput)

    def __init__(self, data: QueryDict | None, *, things: Listed, units: Listed, rows: list[Row], first: date) -> None:
        super().__init__(data, initial={"from_day": first}, use_required_attribute=False)
        self.things, self.units = things, units
        self.rows = rows if data is None else _sent_rows(data, things)
        self.add_text = ""
        self.add_error_text = ""
        if data is not None:
            self._add(data.get("add", "").strip())

    def _add(self, text: str) -> None:
        """Put in what was typed, if one thing is called so."""
        if not text:
            return
        found = self.things.find(text)
        if len(found) != 1:
            self.add_text = text
            several, none = _("Several fit “%(text)s”. Write more of the name."), _("Nothing is called “%(text)s”.")
            self.add_error_text = (several if found else none) % {"text": text}
            return
        token = str(max((int(row.token) for row in self.rows), default=-1) + 1)
        self.rows.append(Row(token, found[0][0], found[0][1], RoleItem.Scope.NONE, ""))

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse rows that name a unit nobody knows, or lack the one they need."""
        cleaned = super().clean() or {}
        for row in self.rows:
            if row.is_kept and row.scope in UNIT_SCOPES and len(self.units.find(row.unit)) != 1:
                row.error = _("Name one unit for %(what)s.") % {"what": row.name}
        errors = [*(row.error for row in self.rows if row.error), self.add_error_text]
        for error in filter(None, errors):
            self.add_error(None, error)
        return cleaned

    def items(self) -> list[ItemFacts]:
        """Return what is ticked."""
        return [self._item(row) for row in self.rows if row.is_kept]

    def _item(self, row: Row) -> ItemFacts:
        kind, _colon, key = row.what.partition(":")
        if kind == "role":
            return ItemFacts(child_role_id=UUID(key))
        unit = UUID(self.units.find(row.unit)[0][0]) if row.scope in UNIT_SCOPES else None
        return ItemFacts(permission_id=UUID(key), scope=row.scope, unit_id=unit)


def _sent_rows(data: QueryDict, things: Listed) -> list[Row]:
    """Return the rows as they were sent; what is no thing of the list is left out."""
    kept = set(data.getlist("row"))
    tokens = sorted({name.removeprefix("what-") for name in data if name.startswith("what-")}, key=_number)
    found = []
    for token in tokens:
        what, scope, unit = (str(data.get(f"{name}-{token}", "")) for name in ("what", "scope", "unit"))
        names = things.labels([what])
        if what in names and token.isdecimal():
            scope = scope if scope in RoleItem.Scope.values else RoleItem.Scope.NONE
            found.append(Row(token, what, names[what], scope, unit, token in kept))
    return found


def _number(token: str) -> int:
    return int(token) if token.isdecimal() else -1


def rows_of_items(items: Iterable[ItemFacts], things: Listed, units: Listed) -> list[Row]:
    """Return the rows that a form begins with; by name."""
    names: Mapping[str, str] = things.rows
    rows = []
    for item in items:
        what = f"role:{item.child_role_id}" if item.child_role_id else f"permission:{item.permission_id}"
        unit = units.rows.get(str(item.unit_id), "") if item.unit_id else ""
        rows.append((names.get(what, ""), what, item.scope, unit))
    ordered = sorted(rows, key=lambda row: row[0].casefold())
    return [Row(str(number), what, name, scope, unit) for number, (name, what, scope, unit) in enumerate(ordered)]
