"""What a step is linked to."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.links import Ref
from grunnmur.processes.actions import NewLink
from grunnmur.processes.forms.choices import choose
from grunnmur.processes.models import StepLink
from grunnmur.processes.queries import Candidate

NOT_SAID = [("", gettext_lazy("Not said"))]


class LinkQuestionForm(forms.Form):
    """Which step is linked, to what kind of thing, and words to look for; nonsense in the address is nothing."""

    step = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=StepLink.Kind.choices, required=False)
    q = forms.CharField(required=False)

    def asked(self) -> tuple[str, str, str]:
        """Return the step's uid, the kind of link and the words."""
        self.is_valid()
        step, kind, words = (self.cleaned_data.get(name, "").strip() for name in ("step", "kind", "q"))
        return step[:255], kind or str(StepLink.Kind.SYSTEM), words[:200]


class LinkForm(forms.Form):
    """What a step is linked to: something that was found, an address of the web, or a name only."""

    target = forms.ChoiceField(label=gettext_lazy("What was found"), widget=forms.RadioSelect, required=False)
    url = forms.CharField(
        label=gettext_lazy("An address on the web"),
        help_text=gettext_lazy("It begins with https://."),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("What it is called"),
        help_text=gettext_lazy("For an address, or for something that is not in Grunnmur yet."),
        max_length=400,
        required=False,
    )
    strength = forms.ChoiceField(
        label=gettext_lazy("How much the step depends on it"),
        choices=[*NOT_SAID, *StepLink.Strength.choices],
        required=False,
    )
    use = forms.ChoiceField(
        label=gettext_lazy("What is done with the information"),
        choices=[*NOT_SAID, *StepLink.Use.choices],
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Such as which part of it, how one gets in, or how long it is kept."),
        max_length=500,
        required=False,
    )

    def __init__(self, *arguments: Any, kind: str, found: Iterable[Candidate], **options: Any) -> None:  # Any: Django's
        super().__init__(*arguments, **options)
        choices = [(str(one.ref), " – ".join(filter(None, (one.title, one.detail)))) for one in found]
        if choices:
            choose(self, "target", [*choices, ("", _("None of these"))])
        else:
            del self.fields["target"]
        if kind != StepLink.Kind.INFORMATION:
            del self.fields["use"]
        self.kind = kind

    def new_link(self, uid: str) -> NewLink:
        """Return what was chosen, for a step or the whole process."""
        sent = self.cleaned_data
        kind, _colon, value = sent.get("target", "").partition(":")
        return NewLink(
            kind=self.kind,
            uid=uid,
            name=sent["name"],
            ref=Ref(kind, UUID(value)) if value else None,
            url=sent["url"],
            strength=sent["strength"],
            use=sent.get("use", ""),
            note=sent["note"],
        )
