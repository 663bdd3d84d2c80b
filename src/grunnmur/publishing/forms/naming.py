"""The shape of what people say of how things are named."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.publishing.actions import StandardFacts, TypeFacts
from grunnmur.publishing.queries import DocumentType, NamingStandard
from grunnmur.publishing.rules import kind_choices

Choices = Iterable[tuple[str, str]]
PATTERN_HELP = gettext_lazy(
    "Text stands for itself, and [a/b] for one of several texts."
    " In curly brackets may stand: verb, word, text, number, year, capitals."
)


class _OfALine(forms.Form):
    """What may hold for one line only."""

    def __init__(self, *arguments: Any, lines: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["line"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("All lines")), *lines]

    def line_id(self) -> UUID | None:
        """Return the line that was chosen."""
        return UUID(self.cleaned_data["line"]) if self.cleaned_data["line"] else None


class StandardForm(_OfALine):
    """How something is named."""

    subject = forms.ChoiceField(label=gettext_lazy("What is named"), choices=NamingStandard.Subject.choices)
    kind = forms.ChoiceField(label=gettext_lazy("Content"), required=False)
    line = forms.ChoiceField(label=gettext_lazy("Production line"), required=False)
    pattern = forms.CharField(label=gettext_lazy("Pattern"), help_text=PATTERN_HELP, max_length=120)
    example = forms.CharField(label=gettext_lazy("Like this"), max_length=200)
    counter_example = forms.CharField(label=gettext_lazy("Not like this"), max_length=200, required=False)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(label=gettext_lazy("What a gate says"), choices=NamingStandard.Level.choices)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["kind"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("All content")), *kind_choices()]

    def facts(self) -> StandardFacts:
        """Return what was typed."""
        sent = self.cleaned_data
        names = ("subject", "kind", "pattern", "example", "counter_example", "why", "level", "is_active")
        return StandardFacts(line_id=self.line_id(), **{name: sent[name] for name in names})


class TypeForm(_OfALine):
    """A type of document."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of document"), choices=DocumentType.Kind.choices)
    line = forms.ChoiceField(label=gettext_lazy("Production line"), required=False)
    meaning = forms.CharField(
        label=gettext_lazy("What it is"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    pattern = forms.CharField(
        label=gettext_lazy("Pattern of the title"), help_text=PATTERN_HELP, max_length=120, required=False
    )
    example = forms.CharField(label=gettext_lazy("Like this"), max_length=200, required=False)
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision_months = forms.IntegerField(
        label=gettext_lazy("Months between revisions"), min_value=1, max_value=120, required=False
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def facts(self) -> TypeFacts:
        """Return what was typed."""
        sent = self.cleaned_data
        names = ("name", "kind", "meaning", "pattern", "example", "why", "revision_months", "is_active")
        return TypeFacts(line_id=self.line_id(), **{name: sent[name] for name in names})


class ItemTypeForm(forms.Form):
    """Which type of document an item is."""

    document_type = forms.ChoiceField(label=gettext_lazy("Document type"), required=False)

    def __init__(self, *arguments: Any, types: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        chosen = self.fields["document_type"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("No type")), *types]

    def type_id(self) -> UUID | None:
        """Return the type that was chosen."""
        return UUID(self.cleaned_data["document_type"]) if self.cleaned_data["document_type"] else None
