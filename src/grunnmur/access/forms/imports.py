"""How what an import gives and takes is narrowed."""

from django import forms

from grunnmur.access.forms.audit import NarrowForm

GETS, LOSES = "gets", "loses"


class EffectsForm(NarrowForm):
    """One level, getting or losing, and from which row on."""

    level = forms.UUIDField(required=False)
    what = forms.ChoiceField(required=False, choices=[(GETS, GETS), (LOSES, LOSES)])
    after = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)
