"""The shape of what people type into core's own pages."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.core.api_tokens import LONGEST, SCOPES
from grunnmur.core.clock import today

DOMAINS = {
    "organisation": _("Persons and units"),
    "worklist": _("Tasks"),
    "landscape": _("The map"),
    "access": _("Accesses"),
    "publishing": _("Publishing"),
    "documents": _("Documents"),
    "processes": _("Processes"),
    "search": _("Search"),
}


def scope_choices() -> list[tuple[str, str]]:
    """Return every scope with the words for it."""
    verbs = {"read": _("%(domain)s: read"), "write": _("%(domain)s: change")}
    parts = ((scope, *scope.split(":")) for scope in SCOPES)
    return [(scope, str(verbs[verb]) % {"domain": DOMAINS[domain]}) for scope, domain, verb in parts]


class DayInput(forms.DateInput):
    """A day as the browser's own date field sends it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OutlineInput(forms.CheckboxSelectMultiple):
    """Ticks in the order of a tree, set in by how deep each lies, in a box that is searched while one types.

    levels: value → how deep, 0 at the top; set by the form together with the choices.
    """

    def __init__(self) -> None:
        super().__init__()
        self.levels: Mapping[str, int] = {}


class DayForm(forms.Form):
    """The day a page is read as of; nothing or nonsense is today."""

    on = forms.DateField(required=False, widget=DayInput, label=_("As of"))

    def day(self) -> date:
        """Return the day."""
        return (self.cleaned_data.get("on") if self.is_valid() else None) or today()


class TokenForm(forms.Form):
    """A token to be issued."""

    name = forms.CharField(
        label=_("What is the token for?"),
        help_text=_("The name of the program, so that you know it again."),
        max_length=100,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        help_text=_("It never may more than you may yourself."),
        choices=scope_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("How many days shall it work?"), min_value=1, max_value=LONGEST.days, initial=90)
