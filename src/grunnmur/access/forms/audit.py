"""How the audit is narrowed. What is not known counts as nothing chosen."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from grunnmur.access.models import Grant
from grunnmur.access.queries.audit.filters import BY_RULE
from grunnmur.access.queries.audit.reads import PAGES, ReadsAsked, usual_days
from grunnmur.access.rules import HIGHEST_RISK
from grunnmur.access.rules.audit import Asked
from grunnmur.core.clock import today

USUAL = timedelta(days=30)


class NarrowForm(forms.Form):
    """A form of an address: each field by itself is believed or forgotten."""

    def sent(self, name: str) -> Any:  # Any: what the field makes of it
        """Return what was chosen, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def values(self) -> dict[str, str]:
        """Return what was chosen as texts, for addresses and fields; nonsense is left out."""
        return {name: str(self.sent(name)) for name in self.fields if self.sent(name)}


class AuditForm(NarrowForm):
    """Who had what on a day, or what changed between two days."""

    on = forms.DateField(required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    q = forms.CharField(required=False, max_length=100)
    person = forms.UUIDField(required=False)
    unit = forms.UUIDField(required=False)
    resource = forms.UUIDField(required=False)
    level = forms.UUIDField(required=False)
    role = forms.UUIDField(required=False)
    risk = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_RISK)
    cause = forms.ChoiceField(required=False, choices=[(BY_RULE, ""), *Grant.Source.choices])

    def asked(self, *, is_change: bool) -> Asked:
        """Return the question; without days, today or the last month until today."""
        last = self.sent("last") or today()
        first = min(self.sent("first") or last - USUAL, last)
        found: dict[str, UUID | None] = {name: self.sent(name) for name in ("person", "unit", "resource", "role")}
        return Asked(
            on=last if is_change else self.sent("on") or today(),
            first=first if is_change else None,
            last=last if is_change else None,
            name=self.sent("q") or "",
            permission=self.sent("level"),
            risk=self.sent("risk") or 1,
            cause=self.sent("cause") or "",
            **found,
        )


class ReadsForm(NarrowForm):
    """Who has looked at whom."""

    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    subject = forms.UUIDField(required=False)
    q = forms.CharField(required=False, max_length=100)
    what = forms.ChoiceField(required=False, choices=list(PAGES.items()))

    def asked(self) -> ReadsAsked:
        """Return the question; without days, the last month."""
        usual_first, usual_last = usual_days()
        last = self.sent("last") or usual_last
        return ReadsAsked(
            first=min(self.sent("first") or usual_first, last),
            last=last,
            subject=self.sent("subject"),
            reader=self.sent("q") or "",
            what=self.sent("what") or "",
        )
