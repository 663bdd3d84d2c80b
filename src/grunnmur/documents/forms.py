"""The shape of what people type about documents."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.documents.actions import NewDocument, Pointer
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.queries import KINDS, STATES, Wanted
from grunnmur.documents.queries.library import SORTS
from grunnmur.publishing.rules import LEADERS

Choices = Iterable[tuple[str, str]]
CODE = RegexValidator("^[A-ZÆØÅ0-9-]{2,20}$", gettext_lazy("Use 2 to 20 capital letters, digits and hyphens."))
EVERYONE = "everyone"


class WantedForm(forms.Form):
    """What somebody looks for in the library; nonsense in the address is nothing."""

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        sent = {name: str(self.data.get(name, "")).strip()[:200] for name in ("q", "kind", "type", "owner")}
        state, sort = self.data.get("state", ""), self.data.get("sort", "")
        return Wanted(
            text=sent["q"],
            kind=sent["kind"] if sent["kind"] in KINDS else "",
            type=sent["type"],
            owner=sent["owner"],
            state=state if state in STATES else STATES[0],
            sort=sort if sort in SORTS else "title",
        )


class CodeField(forms.CharField):
    """A code of the library, in capitals however it was typed."""

    default_validators = [CODE]

    def to_python(self, value: object) -> str:
        """Return the code in capitals."""
        return str(super().to_python(value)).upper()


class NewDocumentForm(forms.Form):
    """What people say of a document beside its text, and how its text comes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        help_text=gettext_lazy("The type says what its title looks like, and how often it is looked through."),
    )
    line = forms.ChoiceField(label=gettext_lazy("Production line"))
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        help_text=gettext_lazy("The leader of this unit answers for the document."),
        required=False,
    )
    code = CodeField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The short name in addresses, such as KEYS. Left empty, it is made of the title."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Where does the text come from?"),
        choices=[
            (DocumentVersion.Source.WRITTEN, gettext_lazy("It is written here")),
            (DocumentVersion.Source.FILE, gettext_lazy("It is a file")),
            (DocumentVersion.Source.EXTERNAL, gettext_lazy("It stays in another system")),
        ],
        widget=forms.RadioSelect,
        initial=DocumentVersion.Source.WRITTEN,
    )

    def __init__(
        self, *arguments: Any, types: Choices = (), lines: Choices = (), units: Choices = (), **options: Any
    ) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        lines = list(lines)
        _choose(self, "type", [("", _("Choose")), *types])
        _choose(self, "line", lines if len(lines) == 1 else [("", _("Choose")), *lines])
        _choose(self, "owner", [("", _("Not decided yet")), *units])

    def new_document(self) -> NewDocument:
        """Return what was typed."""
        sent = self.cleaned_data
        return NewDocument(
            title=sent["title"],
            line_id=UUID(sent["line"]),
            type_id=UUID(sent["type"]),
            code=sent["code"],
            owner_key=f"leader:{sent['owner']}" if sent["owner"] else "",
        )


class FileForm(forms.Form):
    """A file for a draft."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Word, PDF, OpenDocument, Markdown or text; Excel and PowerPoint for templates and forms. Up to 25 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.odt,.md,.txt,.xlsx,.pptx"}),
    )


class PointerForm(forms.Form):
    """Where a document's text lies, if not here."""

    system = forms.CharField(label=gettext_lazy("System"), max_length=200)
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("What it is called there: a number, a case, a folder."),
        max_length=200,
        required=False,
    )
    url = forms.URLField(label=gettext_lazy("Address"), max_length=1000, required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse what leads nowhere."""
        cleaned = super().clean() or {}
        if not cleaned.get("reference") and not cleaned.get("url"):
            raise forms.ValidationError(_("Give an address or a reference, so that it can be found."))
        return cleaned

    def pointer(self) -> Pointer:
        """Return what was typed."""
        sent = self.cleaned_data
        return Pointer(system=sent["system"], reference=sent["reference"], url=sent["url"])


class BasisForm(forms.Form):
    """What a document stands on."""

    laws = forms.CharField(
        label=gettext_lazy("Laws and rules"),
        help_text=gettext_lazy("One a line, such as “Archives Act § 9”. [[CODE]] links to a law on the map."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    has_none = forms.BooleanField(label=gettext_lazy("It stands on no law or rule"), required=False)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse both, and neither."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("laws", "").strip()) == bool(cleaned.get("has_none")):
            raise forms.ValidationError(_("Name what it stands on, or say that there is nothing."))
        return cleaned


class ReadersForm(forms.Form):
    """Who may read a document, and who confirms that she has read it."""

    open_to = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        help_text=gettext_lazy("Also found by search by these only."),
        required=False,
    )
    everyone = forms.BooleanField(label=gettext_lazy("Everyone confirms that they have read it"), required=False)
    leaders = forms.BooleanField(label=gettext_lazy("All leaders confirm that they have read it"), required=False)
    unit = forms.ChoiceField(
        label=gettext_lazy("People in this unit and below confirm that they have read it"), required=False
    )
    follow_steps = forms.BooleanField(
        label=gettext_lazy("Those who do, or answer for, steps that use it confirm that they have read it"),
        required=False,
    )

    def __init__(self, *arguments: Any, units: Choices = (), **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        units = list(units)
        _choose(self, "open_to", [("", _("Everyone")), *units])
        _choose(self, "unit", [("", _("None")), *units])

    def audience(self) -> list[str]:
        """Return the group keys of those who may read it."""
        unit = self.cleaned_data["open_to"]
        return [f"below:{unit}"] if unit else [EVERYONE]

    def reading_keys(self) -> list[str]:
        """Return the group keys of those who confirm."""
        sent = self.cleaned_data
        unit = [f"below:{sent['unit']}"] if sent["unit"] else []
        return [*([EVERYONE] if sent["everyone"] else []), *([LEADERS] if sent["leaders"] else []), *unit]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
