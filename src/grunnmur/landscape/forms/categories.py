"""The shape of what people type about categories, and of the table of checkboxes."""

from collections.abc import Collection, Iterable, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from grunnmur.landscape.forms.fields import text
from grunnmur.landscape.models import DataCategory
from grunnmur.landscape.queries.information import Pair
from grunnmur.landscape.rules.categories import DataCategoryFacts, SubjectCategoryFacts

BETWEEN = ":"  # in the value of a checkbox, between data and subject


class DataCategoryForm(forms.Form):
    """A category of personal data."""

    label = text(gettext_lazy("Name"), 100, is_required=True)
    sensitivity = forms.ChoiceField(label=gettext_lazy("Class"), choices=DataCategory.Sensitivity.choices)
    is_highly_personal = forms.BooleanField(label=gettext_lazy("Highly personal"), required=False)

    def facts(self) -> DataCategoryFacts:
        """Return what was typed."""
        return DataCategoryFacts(**self.cleaned_data)


class SubjectCategoryForm(forms.Form):
    """A category of people."""

    label = text(gettext_lazy("Name"), 100, is_required=True)
    is_vulnerable = forms.BooleanField(label=gettext_lazy("Vulnerable"), required=False)
    is_child = forms.BooleanField(label=gettext_lazy("Children"), required=False)
    is_employee = forms.BooleanField(label=gettext_lazy("Work here"), required=False)

    def facts(self) -> SubjectCategoryFacts:
        """Return what was typed."""
        return SubjectCategoryFacts(**self.cleaned_data)


def checkbox(pair: Pair) -> str:
    """Return the value of the checkbox of a pair."""
    return BETWEEN.join(pair)


def ticked(sent: QueryDict, *, shown: Collection[str]) -> frozenset[Pair]:
    """Return the pairs that were ticked, in the columns that were shown."""
    parts = (value.partition(BETWEEN) for value in sent.getlist("pair"))
    return frozenset((data, subject) for data, _colon, subject in parts if subject in shown)


def asked_subjects(sent: QueryDict, *, known: Iterable[str]) -> Sequence[str]:
    """Return the subject categories whose columns were asked for, in the order of those that are known."""
    asked = set(sent.getlist("subject"))
    return [code for code in known if code in asked]
