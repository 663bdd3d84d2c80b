"""Fields that several forms of the map share."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.permissions import Actor
from grunnmur.landscape.rules.countries import country_code, country_name, country_names
from grunnmur.landscape.rules.grades import GRADES
from grunnmur.organisation.queries import PersonRow, choosable

DASH = " – "
Text = Any  # a text that is translated when it is shown


def text(label: Text, most: int, *, help_text: Text = "", is_required: bool = False) -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(label=label, max_length=most, required=is_required, help_text=help_text)


def area(label: Text, most: int, *, help_text: Text = "") -> forms.CharField:
    """Return a field of some lines."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text, widget=widget)


def grade(label: Text) -> forms.TypedChoiceField:
    """Return a field for a grade from 1 to 4, or for what nobody has judged."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", gettext_lazy("Not assessed")), *((str(number), name) for number, name in GRADES.items())],
        coerce=int,
        empty_value=None,
    )


class CountriesField(forms.CharField):
    """Countries by name or by two letters, with commas between; cleaned to codes in the order they were typed."""

    def __init__(self, **options: Any) -> None:  # Any: Django's own
        help_text = gettext_lazy("Names or two letters, with commas between: Norway, IE.")
        super().__init__(required=False, max_length=400, help_text=help_text, **options)

    def clean(self, value: Any) -> tuple[str, ...]:  # Any: what was sent
        """Return the codes. Raises ValidationError that names what is no country."""
        parts = [part for part in (piece.strip() for piece in super().clean(value).split(",")) if part]
        codes = {part: country_code(part) for part in parts}
        unknown = [part for part, code in codes.items() if code is None]
        if unknown:
            raise forms.ValidationError(
                _("No country is called %(names)s. Use the name in your language, or two letters.")
                % {"names": ", ".join(unknown)}
            )
        return tuple(dict.fromkeys(code for code in codes.values() if code))

    def prepare_value(self, value: Any) -> Any:  # Any: codes, or what was typed
        """Show codes by their names."""
        return ", ".join(country_name(code) for code in value) if isinstance(value, list | tuple) else value


def country_field(label: Text) -> forms.ChoiceField:
    """Return a field for one country."""
    return forms.ChoiceField(
        label=label, required=False, choices=lambda: [("", _("Unknown")), *country_names().items()]
    )


class ContactField(forms.CharField):
    """A person by the start of her name; cleaned to her id, None for nobody.

    `names` are offered while one types. Set `asked_by` before cleaning: only whom she may know of is found.
    """

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Contact person"),
            required=False,
            max_length=300,
            help_text=gettext_lazy(
                "Begin with the name. When the person leaves, the leader of the unit is asked for another."
            ),
            widget=forms.TextInput(attrs={"list": "contact-names", "autocomplete": "off"}),
        )
        self.names: list[str] = []
        self.asked_by: Actor | None = None

    def clean(self, value: Any) -> UUID | None:  # Any: what was sent
        """Return whom the text fits. Raises ValidationError when nobody or several do; the sentence names them."""
        typed = super().clean(value)
        if not typed or self.asked_by is None:
            return None
        rows = choosable(starts_with=typed.partition(DASH)[0], seen_by=self.asked_by, limit=10)
        fitting = [row for row in rows if typed in {told(row), row.person.display_name}] or rows
        if len(fitting) == 1:
            return fitting[0].person.pk
        if not fitting:
            raise forms.ValidationError(_("Nobody who works here has a name that begins like this."))
        raise forms.ValidationError(
            _("Several people fit. Choose one of: %(names)s.") % {"names": "; ".join(told(row) for row in fitting)}
        )


def told(row: PersonRow) -> str:
    """Return a person with position and unit, as she is offered and found again."""
    work = row.employment
    parts = [work.position.name if work and work.position else "", work.unit.name if work else ""]
    place = ", ".join(part for part in parts if part)
    return f"{row.person.display_name}{DASH}{place}" if place else str(row.person.display_name)
