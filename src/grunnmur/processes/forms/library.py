"""What somebody looks for in the library."""

from django import forms

from grunnmur.processes.queries import FILTERS, Wanted

SORTS = ("code", "title", "updated")


class WantedForm(forms.Form):
    """What somebody looks for in the library; nonsense in the address is nothing."""

    q = forms.CharField(required=False)
    role = forms.CharField(required=False)
    system = forms.CharField(required=False)
    law = forms.CharField(required=False)
    document = forms.CharField(required=False)
    area = forms.CharField(required=False)
    line = forms.CharField(required=False)
    owner = forms.CharField(required=False)
    state = forms.ChoiceField(choices=[("current", ""), ("withdrawn", "")], required=False)
    sort = forms.CharField(required=False)

    def sent(self) -> dict[str, str]:
        """Return what stands in the address, by name, without blanks."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")).strip()[:200] for name in self.fields}

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        sent = self.sent()
        sort = sent["sort"] if sent["sort"] in SORTS else "code"
        things = tuple(sent[kind] for kind in FILTERS if sent[kind])
        places = {name: sent[name] for name in ("area", "line", "owner", "state")}
        return Wanted(text=sent["q"], role=sent["role"], things=things, sort=sort, **places)
