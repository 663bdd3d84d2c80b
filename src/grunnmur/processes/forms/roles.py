"""Process roles: finding them, saying who they are, merging them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.processes.forms.choices import Choices, choose
from grunnmur.processes.models import ProcessRole

RETIRED = "retired"


class WantedRolesForm(forms.Form):
    """Which roles somebody looks for; nonsense in the address is nothing."""

    q = forms.CharField(required=False)
    show = forms.CharField(required=False)

    @property
    def text(self) -> str:
        """What a name shall contain."""
        return self._sent("q")

    @property
    def who(self) -> str:
        """What the roles are here, RETIRED for those that are out of use; empty for all in use."""
        return self._sent("show")

    def _sent(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, "")).strip()[:200]

    def fits(self, role: ProcessRole) -> bool:
        """Whether a role is looked for."""
        names = " ".join((role.name, *role.synonyms)).casefold()
        return self.text.casefold() in names and self.who in {"", RETIRED, role.binding}


class BindingForm(forms.Form):
    """Who a process role is. The choices of `target` are those of the chosen binding."""

    binding = forms.ChoiceField(
        label=gettext_lazy("Who is it?"), choices=ProcessRole.Binding.choices, widget=forms.RadioSelect
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    function = forms.ChoiceField(label=gettext_lazy("Function"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)

    def __init__(self, *arguments: Any, targets: Mapping[str, Choices], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        for name, choices in targets.items():
            choose(self, name, [("", _("Choose")), *choices])

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Ask for the target that the binding names."""
        cleaned = super().clean() or {}
        binding = cleaned.get("binding", "")
        if binding in self.fields and not cleaned.get(binding):
            self.add_error(binding, _("Choose which one."))
        return cleaned

    def target(self) -> str:
        """Return the id of what the role is bound to, empty when the binding names nothing."""
        return str(self.cleaned_data.get(self.cleaned_data["binding"], ""))


class MergeForm(forms.Form):
    """The role that another one is the same as."""

    into = forms.ChoiceField(label=gettext_lazy("Which role is it the same as?"))

    def __init__(self, *arguments: Any, roles: Choices, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        choose(self, "into", [("", _("Choose")), *roles])
