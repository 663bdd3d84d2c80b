"""The shape of a rule."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.forms.picking import PickField, PickingForm
from grunnmur.access.models import Rule
from grunnmur.access.queries.choices import Choice, Source
from grunnmur.access.rules import RuleFacts, Selector
from grunnmur.core.forms import DayInput
from grunnmur.core.periods import Period
from grunnmur.organisation.queries.workplaces import kind_names

IDS = ("units", "units_alone", "not_units", "not_units_alone", "positions", "functions", "persons", "not_persons")
ANCHORS = (
    (Rule.Anchor.EMPLOYMENT, gettext_lazy("People by where they are employed")),
    (Rule.Anchor.LEADERSHIP, gettext_lazy("People by which unit they lead")),
    (Rule.Anchor.FUNCTION, gettext_lazy("People by a function they are appointed to")),
)
EFFECTS = (
    (Rule.Effect.GRANT, gettext_lazy("Gives")),
    (Rule.Effect.EXCLUDE, gettext_lazy("Keeps away, whatever else gives it")),
)


class RuleForm(PickingForm):
    """A rule: what, to whom, from when, and why. A draft may lack its name and what it is about."""

    target = forms.ChoiceField(label=gettext_lazy("Role or permission"))
    effect = forms.ChoiceField(label=gettext_lazy("The rule"), choices=EFFECTS, widget=forms.RadioSelect)
    anchor = forms.ChoiceField(label=gettext_lazy("Who is it about?"), choices=ANCHORS, widget=forms.RadioSelect)
    units = PickField(label=gettext_lazy("In these units and everything below them"))
    positions = PickField(label=gettext_lazy("In these positions"))
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("With one of these functions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    employment_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of employment"), required=False, widget=forms.CheckboxSelectMultiple
    )
    has_deputies = forms.BooleanField(
        label=gettext_lazy("Deputies of the leaders get it too"),
        help_text=gettext_lazy("Only those who stand in for access."),
        required=False,
    )
    units_alone = PickField(label=gettext_lazy("In these units themselves, not below them"))
    persons = PickField(label=gettext_lazy("Only these persons"))
    not_units = PickField(label=gettext_lazy("Not in these units, nor below them"))
    not_units_alone = PickField(label=gettext_lazy("Not in these units themselves"))
    not_persons = PickField(label=gettext_lazy("Not these persons"))
    name = forms.CharField(label=gettext_lazy("Name of the rule"), max_length=120)
    reason = forms.CharField(
        label=gettext_lazy("Why do we have this rule?"),
        help_text=gettext_lazy("One sentence, read by those it concerns and by auditors."),
        max_length=500,
    )
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), max_length=200, required=False)
    owner_key = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput, required=False)
    everyone = forms.BooleanField(label=gettext_lazy("Yes, the rule is meant for all of them"), required=False)

    def __init__(  # what can be chosen, each by its name
        self,
        data: QueryDict | None,
        *,
        sources: Mapping[str, Source],
        targets: Iterable[Any],  # Any: choices, or groups of them
        functions: Iterable[Choice],
        groups: Iterable[Choice],
        is_draft: bool = False,
        **options: Any,  # Any: Django's own
    ) -> None:
        self._is_draft = is_draft
        super().__init__(data, sources=sources, use_required_attribute=False, **options)
        self._choose("target", [("", _("Choose")), *targets])
        self._choose("functions", functions)
        self._choose("employment_kinds", kind_names().items())
        self._choose("owner_key", [("", _("Nobody")), *groups])

    def add_error(self, field: str | None, error: Any) -> None:  # Any: Django's own
        """Let a draft lack what a rule must have."""
        if field and self._is_draft and getattr(error, "code", "") == "required":
            self.cleaned_data[field] = self.fields[field].to_python("")
        else:
            super().add_error(field, error)

    def _choose(self, name: str, choices: Iterable[Any]) -> None:  # Any: choices, or groups of them
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a last day before the first."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned

    def facts(self, *, first: date | None) -> RuleFacts:
        """Return the rule as it was typed; first: its first day, where that is not the one typed."""
        found = self.cleaned_data
        kind, _colon, target = found["target"].partition(":")
        return RuleFacts(
            name=found["name"],
            selector=self._selector(),
            role_id=UUID(target) if kind == "role" else None,
            permission_id=UUID(target) if kind == "permission" else None,
            effect=found["effect"] or Rule.Effect.GRANT,
            reason=found["reason"],
            legal_basis=found["legal_basis"],
            owner_key=found["owner_key"],
            valid=Period.through(first, found["last_day"]),
        )

    def _selector(self) -> Selector:
        found = self.cleaned_data

        def ids(name: str) -> list[UUID]:
            return [UUID(one) for one in found[name]]

        return Selector(
            anchor=found["anchor"] or Rule.Anchor.EMPLOYMENT,
            units=ids("units"),
            units_alone=ids("units_alone"),
            not_units=ids("not_units"),
            not_units_alone=ids("not_units_alone"),
            positions=ids("positions"),
            functions=ids("functions"),
            employment_kinds=found["employment_kinds"],
            persons=ids("persons"),
            not_persons=ids("not_persons"),
            has_deputies=found["has_deputies"],
        )

    @property
    def from_day(self) -> date | None:
        """The day that was typed as the first."""
        return self.cleaned_data.get("first_day")

    @property
    def has_finer(self) -> bool:
        """Whether kinds of employment, functions or deputies are used, or may be expected."""
        finer = ("employment_kinds", "functions", "has_deputies")
        return self["anchor"].value() == Rule.Anchor.FUNCTION or any(self[name].value() for name in finer)

    @property
    def has_rare(self) -> bool:
        """Whether any exception or named person is used."""
        rare = ("units_alone", "persons", "not_units", "not_units_alone", "not_persons")
        return any(self[name].value() for name in rare) or any(name in self.errors for name in rare)


def initial_of(facts: RuleFacts, *, first: date | None) -> dict[str, Any]:  # Any: what form fields begin with
    """Return what a RuleForm shows of a rule. first: the day the form begins with."""
    chosen = facts.selector
    return {
        "target": f"role:{facts.role_id}" if facts.role_id else f"permission:{facts.permission_id}",
        "effect": facts.effect,
        "anchor": chosen.anchor,
        "employment_kinds": list(chosen.employment_kinds),
        "has_deputies": chosen.has_deputies,
        "name": facts.name,
        "reason": facts.reason,
        "legal_basis": facts.legal_basis,
        "owner_key": facts.owner_key,
        "first_day": first,
        "last_day": facts.valid.last_day,
        **{name: [str(one) for one in getattr(chosen, name)] for name in IDS},
    }
