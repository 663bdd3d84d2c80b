"""How the tidy list is narrowed, how old documents come in, and what becomes of some of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from grunnmur.core.ids import ids_in
from grunnmur.core.imports.forms import FileForm
from grunnmur.publishing.actions import OldDocuments, Verdict
from grunnmur.publishing.queries import Doubles, IntakeItem, Order

DECISIONS = [choice for choice in IntakeItem.Decision.choices if choice[0] != IntakeItem.Decision.UNDECIDED]
TAKE_BACK = "take_back"


class TidyListForm(forms.Form):
    """What the address says of the list; what is not known counts as nothing chosen."""

    decision = forms.ChoiceField(required=False, choices=IntakeItem.Decision.choices)
    owner = forms.CharField(required=False, max_length=200)
    doubles = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Doubles])
    q = forms.CharField(required=False, max_length=100)
    group = forms.UUIDField(required=False)
    batch = forms.UUIDField(required=False)
    sort = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Order])
    after = forms.CharField(required=False, max_length=4000)

    def values(self) -> dict[str, Any]:  # Any: text, an id
        """Return what was chosen, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, for an address: without the place in the list."""
        return {name: str(value) for name, value in self.values().items() if value and name != "after"}


class ListUploadForm(FileForm):
    """A list of old documents, or a ZIP of them."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A list as XLSX, ODS or CSV, or a ZIP of the documents themselves; 50 MB at most. Of a ZIP, names, sizes"
            " and checksums are kept, not the documents."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=40,
        help_text=gettext_lazy("Where the documents lie. They are known again by their path there."),
    )

    def sent(self) -> OldDocuments:
        """Return what was sent, for the action."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return OldDocuments(content=file.read(), file_name=file.name or "", source=self.cleaned_data["source"].strip())


class VerdictForm(forms.Form):
    """What becomes of the chosen documents, with what that decision needs and no more."""

    target = forms.CharField(
        label=gettext_lazy("Code of what they are merged into"),
        max_length=20,
        help_text=gettext_lazy("As it stands on the page of the process or document."),
    )
    archiving = forms.ChoiceField(
        label=gettext_lazy("Archiving"),
        choices=IntakeItem.Archiving.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Nothing is deleted here. Only what is not worth archiving, or archived already, may go."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, decision: str, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.decision = decision
        if decision != IntakeItem.Decision.MERGE:
            del self.fields["target"]
        if decision == IntakeItem.Decision.DISCARD:
            self.fields["reason"].required = True
        else:
            del self.fields["archiving"]

    def verdict(self) -> Verdict:
        """Return what was said, for the action."""
        sent = self.cleaned_data
        return Verdict(
            decision=self.decision,
            reason=sent["reason"],
            archiving=sent.get("archiving", ""),
            target=sent.get("target", ""),
        )


def sent_ids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids in some texts, commas between them or not; what is none is left out."""
    return ids_in(one.strip() for text in texts for one in text.split(","))
