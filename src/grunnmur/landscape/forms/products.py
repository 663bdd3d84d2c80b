"""The shape of what people type about products."""

from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.landscape.catalogue import FACTS
from grunnmur.landscape.forms.answers import shown_value, typed_value, value_field
from grunnmur.landscape.forms.fields import area, text
from grunnmur.landscape.models import SystemProduct
from grunnmur.landscape.rules import spoken
from grunnmur.landscape.rules.answers import checked_value
from grunnmur.landscape.rules.products import FACT, ProductFacts


class ProductForm(forms.Form):
    """A product as it is sold, with an answer to any of the questions."""

    name = text(gettext_lazy("Name"), 200, is_required=True)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SystemProduct.Kind.choices)
    supplier = forms.ChoiceField(label=gettext_lazy("Supplier"), required=False)
    description = area(gettext_lazy("Description"), 2000)

    def __init__(self, *arguments: Any, suppliers: list[tuple[str, str]], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        supplier = self.fields["supplier"]
        if isinstance(supplier, forms.ChoiceField):
            supplier.choices = [("", _("Unknown")), *suppliers]
        for code, key in FACTS.items():
            self.fields[f"{FACT}{code}"] = value_field(key, label=spoken(key.question), unknown=_("Nothing is said"))

    @staticmethod
    def begin(row: SystemProduct) -> dict[str, Any]:  # Any: texts and answers
        """Return what the form begins with."""
        plain = {"name": row.name, "kind": row.kind, "description": row.description}
        answers = {f"{FACT}{code}": shown_value(value) for code, value in row.facts.items()}
        return plain | {"supplier": str(row.supplier_id or "")} | answers

    def product(self) -> ProductFacts:
        """Return what was typed."""
        sent = self.cleaned_data
        answers = {code: typed_value(sent[f"{FACT}{code}"]) for code in FACTS}
        return ProductFacts(
            name=sent["name"],
            supplier_id=UUID(sent["supplier"]) if sent["supplier"] else None,
            kind=sent["kind"],
            description=sent["description"],
            facts={code: checked_value(FACTS[code], value) for code, value in answers.items() if value is not None},
        )

    def answers(self) -> list[BoundField]:
        """Return the fields of the questions."""
        return [self[name] for name in self.fields if name.startswith(FACT)]
