"""What somebody looks for in the library."""

from django import forms

from grunnmur.processes.queries import Wanted

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
