"""The map of processes, and what is said of a process beside its drawing."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.processes.actions import ProcessFacts
from grunnmur.processes.forms.choices import Choices, choose
from grunnmur.processes.models import Process


class AreaForm(forms.Form):
    """A new area."""

    name = forms.CharField(label=gettext_lazy("Name of the area"), max_length=120)
    parent = forms.ChoiceField(label=gettext_lazy("In"), required=False)

    def __init__(self, *arguments: Any, parents: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        choose(self, "parent", [("", _("None: it stands by itself")), *parents])

    def parent_id(self) -> UUID | None:
        """Return the area it lies in."""
        sent = self.cleaned_data["parent"]
        return UUID(sent) if sent else None


class FactsForm(forms.Form):
    """What a process is for, what begins it, what comes of it, for whom, and where it stands on the map."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Process.Kind.choices)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("One or two sentences: what is achieved, and for whom."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    trigger = forms.CharField(
        label=gettext_lazy("What begins it"),
        help_text=gettext_lazy("Such as “An application comes in”."),
        max_length=200,
        required=False,
    )
    result = forms.CharField(label=gettext_lazy("What comes of it"), max_length=200, required=False)
    customer = forms.CharField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("Who has the use of the result."),
        max_length=200,
        required=False,
    )

    def __init__(self, *arguments: Any, areas: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        choose(self, "area", [("", _("Not placed yet")), *areas])

    def facts(self) -> ProcessFacts:
        """Return what was typed."""
        sent = self.cleaned_data
        area = UUID(sent["area"]) if sent["area"] else None
        texts = {name: sent[name] for name in ("kind", "purpose", "trigger", "result", "customer")}
        return ProcessFacts(**texts, area_id=area)
