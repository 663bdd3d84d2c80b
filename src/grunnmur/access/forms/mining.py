"""The shape of what is typed while one starts from what is."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from grunnmur.access.imports.shapes import ACCESSES
from grunnmur.access.mining import Settings
from grunnmur.access.mining.proposing import SHARE
from grunnmur.access.models import Resource
from grunnmur.access.queries.choices import Choice, Source
from grunnmur.core.clock import today
from grunnmur.core.imports import forms as imports

LEAST_SHARE, MOST_SHARE = 50, 100


class ObservedUploadForm(imports.UploadForm):
    """One file of what people have."""

    column_names = frozenset(each.name for each in ACCESSES.fields)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        del self.fields["is_last_day_off"], self.fields["effective_date"]
        self.fields["file"].help_text = gettext_lazy("CSV, XLSX or ODS with a person, a resource and a level a row.")

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Fill in what is not asked here."""
        from_parent = super().clean() or self.cleaned_data
        return from_parent | {"is_last_day_off": False, "effective_date": today()}


class SettingsForm(forms.Form):
    """How much of a group must have something, and which groups are not proposed; nonsense counts as nothing."""

    share = forms.IntegerField(required=False, min_value=LEAST_SHARE, max_value=MOST_SHARE)

    def settings(self) -> Settings:
        """Return what was chosen."""
        self.is_valid()
        left_out = self.data.getlist("without") if isinstance(self.data, QueryDict) else []
        return Settings(share=self.cleaned_data.get("share") or SHARE, left_out=frozenset(left_out))


class AcceptForm(forms.Form):
    """The name of the role that a proposal becomes."""

    name = forms.CharField(label=gettext_lazy("Name of the role"), max_length=120)


class MatchForm(forms.Form):
    """What one name of a source means: something here that is typed or chosen, something new, or nothing."""

    IGNORE, CREATE, CHOOSE, FORGET = "ignore", "create", "choose", "forget"
    answer = forms.ChoiceField(choices=[(IGNORE, ""), (CREATE, ""), (CHOOSE, ""), (FORGET, "")])
    chosen = forms.UUIDField(required=False)
    meant = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=Resource.Kind.choices)

    def found(self, source: Source) -> list[Choice]:
        """Return what the typed text may mean; exactly one when it is clear."""
        text = self.cleaned_data["meant"].strip()
        return source.find(text) if text else []
