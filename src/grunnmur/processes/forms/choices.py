"""Filling a field with what can be chosen."""

from collections.abc import Iterable

from django import forms

Choices = Iterable[tuple[str, str]]


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Let one of these be chosen in a field."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
