"""What people say of a process when it comes: from a file, a checklist, or an empty drawing."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.processes.actions import NewProcess
from grunnmur.processes.forms.choices import Choices, choose
from grunnmur.processes.models import Process

CODE = RegexValidator("^[A-ZÆØÅ0-9-]{2,20}$", gettext_lazy("Use 2 to 20 capital letters, digits and hyphens."))


class CodeField(forms.CharField):
    """A code of the library, in capitals however it was typed."""

    default_validators = [CODE]

    def to_python(self, value: object) -> str:
        """Return the code in capitals."""
        return str(super().to_python(value)).upper()


class NewProcessForm(forms.Form):
    """What people say of a process beside its drawing."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    code = CodeField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The short name in addresses, such as HIRING. Left empty, it is made of the title."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Process.Kind.choices, initial=Process.Kind.SUPPORT, required=False
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("One or two sentences: what is achieved, and for whom."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        help_text=gettext_lazy("The leader of this unit answers for the process."),
        required=False,
    )
    line = forms.ChoiceField(
        label=gettext_lazy("Production line"),
        help_text=gettext_lazy("In a line it begins as a draft, and others look at it before it is valid."),
        required=False,
    )

    def __init__(
        self, *arguments: Any, units: Choices = (), lines: Choices = (), **options: Any
    ) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        choose(self, "owner", [("", _("Not decided yet")), *units])
        named = list(lines)
        if named:
            choose(self, "line", [("", _("None: it is valid at once")), *named])
            self.fields["line"].initial = named[0][0]  # that others look at it first is what one gets unasked
        else:
            del self.fields["line"]

    def new_process(self) -> NewProcess:
        """Return what was typed."""
        sent = self.cleaned_data
        return NewProcess(
            title=sent.get("title", ""),
            code=sent.get("code", ""),
            kind=sent["kind"] or Process.Kind.SUPPORT,
            purpose=sent.get("purpose", ""),
            owner_key=f"leader:{sent['owner']}" if sent["owner"] else "",
            line_id=UUID(sent["line"]) if sent.get("line") else None,
        )


class DrawingForm(NewProcessForm):
    """A BPMN file to bring into the library; the title is the drawing's own if it is left empty."""

    file = forms.FileField(
        label=gettext_lazy("BPMN file"),
        help_text=gettext_lazy("A file from any BPMN 2.0 tool, up to 10 MB (.bpmn or .xml)."),
        widget=forms.FileInput(attrs={"accept": ".bpmn,.xml"}),
    )
    field_order = ("file", "title", "code", "kind", "purpose", "owner", "line")

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty, it is the drawing's own.")


class BlankForm(NewProcessForm):
    """A process to draw oneself; it begins as a draft, so it needs a line."""

    field_order = ("title", "code", "line", "kind", "purpose", "owner")

    def __init__(self, *arguments: Any, lines: Choices = (), **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, lines=lines, **options)
        if "line" in self.fields:
            self.fields["line"].required = True
            choose(self, "line", [("", _("Choose")), *lines])


class VersionForm(forms.Form):
    """A BPMN file that is the next version of a process, and what is new in it."""

    file = forms.FileField(
        label=gettext_lazy("BPMN file"),
        help_text=gettext_lazy("A file from any BPMN 2.0 tool, up to 10 MB (.bpmn or .xml)."),
        widget=forms.FileInput(attrs={"accept": ".bpmn,.xml"}),
    )
    change_note = forms.CharField(
        label=gettext_lazy("What is new, and why?"),
        help_text=gettext_lazy("One or two sentences for those who use the process."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChecklistForm(forms.Form):
    """A checklist, uploaded or pasted. `table` holds the clipboard's own table when scripts could read it."""

    name = forms.CharField(
        label=gettext_lazy("What is the checklist for?"),
        help_text=gettext_lazy("Such as “Hiring”. Left empty, it is the heading of the list or the name of the file."),
        max_length=200,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Word, Excel, OpenDocument, CSV, Markdown, HTML or text, up to 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.odt,.ods,.csv,.tsv,.md,.markdown,.txt,.html,.htm"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the table"),
        help_text=gettext_lazy("Copy it from Word, Excel or a web page, with its header row."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-paste-table": "id_checklist-table"}),
    )
    table = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a form with neither a file nor a text."""
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste the table."))
        return cleaned

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and the file's name; a file counts before a text, a kept table before its text."""
        sent = self.cleaned_data
        if sent["file"]:
            return sent["file"].read(), sent["file"].name
        return (sent["table"] or sent["text"]).encode(), sent["name"]
