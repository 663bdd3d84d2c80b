"""Choosing some of many: what is chosen is ticked, and one more is found by typing its name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from grunnmur.access.queries.choices import Choice, Source


class PickField(forms.MultipleChoiceField):
    """Several things of a source. Drawn by access/pick.html: ticked ones, those that fit the text, a text field.

    is_needed: the form cannot do without one, and is not said to; the action says what is missing.
    """

    def __init__(self, *, is_needed: bool = False, **options: Any) -> None:  # Any: Django's own
        self.is_needed = is_needed
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)
        self.names: list[str] = []
        self.offered: list[Choice] = []


class PickingForm(forms.Form):
    """A form with PickFields. A typed name that one thing fits is chosen; several that fit are offered to be ticked."""

    sources: Mapping[str, Source]

    def __init__(self, data: QueryDict | None, *, sources: Mapping[str, Source], **options: Any) -> None:
        # Any: Django's own
        self.sources = sources
        self._typed: dict[str, tuple[str, list[Choice]]] = {}
        super().__init__(data.copy() if data is not None else None, **options)
        for name, source in sources.items():
            self._prepare(name, source)

    def _prepare(self, name: str, source: Source) -> None:
        field = self.fields[name]
        if not isinstance(field, PickField):
            raise TypeError(f"{name} is no PickField.")
        chosen = self._find(name, source)
        field.choices = list(source.labels(chosen).items())
        field.names = source.names
        field.offered = [row for row in self._typed.get(name, ("", []))[1] if row[0] not in chosen]

    def _find(self, name: str, source: Source) -> list[str]:
        """Return what is chosen: what was ticked, and what was typed if one thing fits."""
        if not isinstance(self.data, QueryDict) or not self.is_bound:
            return list(self.get_initial_for_field(self.fields[name], name) or ())
        text = self.data.get(f"{name}-add", "").strip()
        found = source.find(text) if text else []
        if len(found) == 1:
            self.data.setlist(name, [*dict.fromkeys([*self.data.getlist(name), found[0][0]])])
        elif text:
            self._typed[name] = (text, found)
        return self.data.getlist(name)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a typed name that nothing fits, or that several do."""
        cleaned = super().clean() or {}
        for name, (text, found) in self._typed.items():
            several, none = _("Several fit “%(text)s”. Tick the right one."), _("Nothing here is called “%(text)s”.")
            self.add_error(name, (several if found else none) % {"text": text})
        return cleaned
