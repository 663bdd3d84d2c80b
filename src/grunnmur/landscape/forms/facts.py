"""What people write down about an element of the map's own types, whatever the type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.landscape.forms.audience import EVERYONE, KEEP, SOME, audience_choices, keys_for, said
from grunnmur.landscape.forms.fields import ContactField, area, grade, text
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import ElementFacts

Choices = Iterable[tuple[str, str]]
PLAIN = ("name", "code", "summary", "lifecycle", "criticality", "need_k", "need_i", "need_t", "need_s", "rto_hours")


@dataclass(frozen=True)
class Offered:
    """What the view lets one choose, and what stays whatever is chosen.

    choices: by the name of the field. needs_unit: it may not be left without one. audience: who may know of it now.
    hidden_contact: a contact the reader may not know of, who stays while no other is named.
    """

    choices: Mapping[str, Choices] = field(default_factory=dict)
    needs_unit: bool = False
    audience: tuple[str, ...] = ("everyone",)
    hidden_contact: UUID | None = None


class ElementForm(forms.Form):
    """Everything that is written down about an element, whatever its type."""

    name = text(gettext_lazy("Name"), 200, is_required=True)
    summary = area(
        gettext_lazy("Summary"),
        2000,
        help_text=gettext_lazy("What it is and what it is for, so that a new colleague understands it."),
    )
    code = text(gettext_lazy("Code"), 40)
    lifecycle = forms.ChoiceField(label=gettext_lazy("Lifecycle"), choices=Element.Lifecycle.choices)
    owner_unit = forms.ChoiceField(
        label=gettext_lazy("Unit that owns it"),
        required=False,
        help_text=gettext_lazy("Whoever leads the unit answers for it. When the leader leaves, the next one does."),
    )
    owner_function = forms.ChoiceField(
        label=gettext_lazy("Function that owns it"),
        required=False,
        help_text=gettext_lazy("Whoever holds the function may change it too, such as a system owner."),
    )
    contact_person = ContactField()
    criticality = grade(gettext_lazy("How critical is it that it works?"))
    rto_hours = forms.IntegerField(
        label=gettext_lazy("Longest it may be away, in hours"), min_value=0, max_value=100_000, required=False
    )
    need_k = grade(gettext_lazy("Need for confidentiality"))
    need_i = grade(gettext_lazy("Need for integrity"))
    need_t = grade(gettext_lazy("Need for availability"))
    need_s = grade(gettext_lazy("Need for traceability"))
    audience = forms.ChoiceField(label=gettext_lazy("Who may know of it?"), widget=forms.RadioSelect)
    audience_unit = forms.ChoiceField(label=gettext_lazy("Those who work in this unit and below"), required=False)
    audience_function = forms.ChoiceField(label=gettext_lazy("Those who hold this function"), required=False)

    def __init__(self, *arguments: Any, offered: Offered, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.offered = offered
        self.fields["owner_unit"].required = offered.needs_unit
        self._offer("audience", audience_choices(offered.audience))
        for name, found in offered.choices.items():
            self._offer(name, found if self.fields[name].required else [("", _("None")), *found])

    def _offer(self, name: str, choices: Choices) -> None:
        field_of_name = self.fields[name]
        if isinstance(field_of_name, forms.ChoiceField):
            field_of_name.choices = list(choices)

    @staticmethod
    def begin_with(element: Element) -> dict[str, Any]:  # Any: texts and numbers
        """Return what the form begins with for an element, its contact left out."""
        chosen = {"owner_unit": element.owner_unit_id, "owner_function": element.owner_function_id}
        picked = {name: str(found or "") for name, found in chosen.items()}
        return {name: getattr(element, name) for name in PLAIN} | picked | said(element.audience)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse an audience of some that names nobody."""
        cleaned = super().clean() or {}
        named = cleaned.get("audience_unit") or cleaned.get("audience_function")
        if cleaned.get("audience") == SOME and not named:
            self.add_error("audience", _("Say who: a unit, a function, or both."))
        return cleaned

    def facts(self) -> ElementFacts:
        """Return what was typed about the element."""
        sent = self.cleaned_data
        return ElementFacts(
            **{name: sent[name] for name in PLAIN},
            owner_unit_id=self.id_of("owner_unit"),
            owner_function_id=self.id_of("owner_function"),
            contact_person_id=sent["contact_person"] or self.offered.hidden_contact,
            audience=self._audience(),
        )

    def _audience(self) -> tuple[str, ...]:
        sent = self.cleaned_data
        if sent["audience"] == EVERYONE:
            return ("everyone",)
        if sent["audience"] == KEEP:
            return self.offered.audience
        return keys_for(unit=sent.get("audience_unit", ""), function=sent.get("audience_function", ""))

    def id_of(self, name: str) -> UUID | None:
        """Return the id that was chosen in a field; None for none."""
        found = self.cleaned_data[name]
        return UUID(found) if found else None
