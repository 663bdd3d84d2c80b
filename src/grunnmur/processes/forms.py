"""The shape of what people type about processes and their roles."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.processes.actions import Decision, NewProcess, State
from grunnmur.processes.bpmn.checklist import Guess, GuessKind, Proposal
from grunnmur.processes.models import Assignment, Process, ProcessRole
from grunnmur.processes.queries import Wanted

Choices = Iterable[tuple[str, str]]
CODE = RegexValidator("^[A-ZÆØÅ0-9-]{2,20}$", gettext_lazy("Use 2 to 20 capital letters, digits and hyphens."))
SORTS = ("code", "title", "updated")


class WantedForm(forms.Form):
    """What somebody looks for in the library; nonsense in the address is nothing."""

    q = forms.CharField(required=False)
    role = forms.CharField(required=False)
    sort = forms.CharField(required=False)

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        self.is_valid()
        sent = {name: self.cleaned_data.get(name, "").strip()[:200] for name in ("q", "role", "sort")}
        sort = sent["sort"] if sent["sort"] in SORTS else "code"
        return Wanted(text=sent["q"], role=sent["role"], sort=sort)


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
        _choose(self, "owner", [("", _("Not decided yet")), *units])
        if lines:
            _choose(self, "line", [("", _("None: it is valid at once")), *lines])
        else:
            del self.fields["line"]

    def new_process(self) -> NewProcess:
        """Return what was typed."""
        sent = self.cleaned_data
        return NewProcess(
            title=sent["title"],
            code=sent["code"],
            kind=sent["kind"] or Process.Kind.SUPPORT,
            purpose=sent["purpose"],
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
            _choose(self, "line", [("", _("Choose")), *lines])


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
        help_text=gettext_lazy("CSV, Markdown, HTML or text, up to 2 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.md,.markdown,.txt,.html,.htm"}),
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
        """Return the checklist's bytes and its name; a file counts before a text, a kept table before its text."""
        sent = self.cleaned_data
        if sent["file"]:
            return sent["file"].read(), sent["name"] or sent["file"].name
        return (sent["table"] or sent["text"]).encode(), sent["name"]


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
            _choose(self, name, [("", _("Choose")), *choices])

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


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


ROLE_KINDS = frozenset({GuessKind.LETTER, GuessKind.ALTERNATIVE})
CHANGEABLE = ROLE_KINDS | {
    GuessKind.DOCUMENT,
    GuessKind.SYSTEM,
    GuessKind.LAW,
    GuessKind.CONDITION,
    GuessKind.DEADLINE,
    GuessKind.WAIT,
    GuessKind.SPLIT_SENTENCE,
    GuessKind.BRANCH,
    GuessKind.PARALLEL,
    GuessKind.NAME,
}
LONGEST_VALUE = 200


class DecisionsForm:
    """What one form says about all guesses of a proposal: `state-…`, `value-…` and `letter-…` for each guess.

    decisions: only what differs from what holds already. errors: a sentence by guess.
    """

    def __init__(self, sent: Mapping[str, str], *, proposal: Proposal) -> None:
        self.sent = sent
        self.proposal = proposal
        self.errors: dict[str, str] = {}
        self.decisions: dict[str, Decision] = {}
        for guess in proposal.guesses:
            decision = self._decision(guess)
            if decision:
                self.decisions[guess.id] = decision

    @property
    def revision(self) -> int:
        """The revision the person looked at; 0, which is none, for nonsense."""
        text = self.sent.get("revision", "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def descriptions(self) -> list[str]:
        """Return the words of the guesses that something was decided about, as they were read."""
        return [guess.span.text or guess.value for guess in self.proposal.guesses if guess.id in self.decisions]

    def _decision(self, guess: Guess) -> Decision | None:
        chosen = self.sent.get(f"state-{guess.id}", "")
        if chosen == State.CHANGED and guess.kind in CHANGEABLE:
            return self._change(guess)
        if chosen == State.ACCEPTED and (guess.state is State.CHANGED or not guess.holds):
            return Decision(State.ACCEPTED)
        if chosen == State.REJECTED and guess.holds:
            return Decision(State.REJECTED)
        return None

    def _change(self, guess: Guess) -> Decision | None:
        value = " ".join(self.sent.get(f"value-{guess.id}", "").split())[:LONGEST_VALUE]
        if not value:
            self.errors[guess.id] = _("Write what it is to be instead.")
            return None
        if guess.kind is GuessKind.LETTER:
            letter = self.sent.get(f"letter-{guess.id}", "")
            if letter not in Assignment.Letter.values:
                self.errors[guess.id] = _("Choose what the role does in the step.")
                return None
            value = f"{letter}:{value}"
        return None if guess.state is State.CHANGED and guess.value == value else Decision(State.CHANGED, value)
