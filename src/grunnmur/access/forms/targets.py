"""The shape of what is typed in about targets."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from grunnmur.access.connectors import KINDS
from grunnmur.access.models import DriftItem, Permission, Target, TargetChange, TargetMapping
from grunnmur.access.rules.targets import LONGEST_ADOPTION, PlaceFacts, TargetFacts
from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput

ADDRESSES = {
    "scim": (_("Address"), _("The base address of its SCIM service, such as https://crm.example/scim/v2.")),
    "ldap": (_("Address"), _("Such as ldaps://directory.example. With ldap:// encryption begins by StartTLS.")),
    "ad": (_("Address"), _("Of a domain controller, such as ldaps://dc1.ad.example.")),
    "csv": (_("File name"), _("Of letters and digits, ending with .csv. It lies in the folder of dropped files.")),
}
OPTIONS = {
    "bind_dn": (_("We log in as"), _("The whole name of the account, such as cn=grunnmur,ou=services,dc=example.")),
    "user_base": (_("Accounts lie below"), _("Such as ou=people,dc=example. New ones are made right there.")),
    "group_base": (_("Groups lie below"), _("Nothing written: where accounts lie.")),
    "member_attribute": (_("Attribute of members"), _("Nothing written: member.")),
    "kept_out": (
        _("What keeps an account out"),
        _("An attribute and its value. Nothing written: pwdAccountLockedTime=000001010000Z."),
    ),
    "domain": (_("Domain of login names"), _("Such as ad.example; it comes after the @. Nothing written: none.")),
}


class TargetForm(forms.Form):
    """A system to keep in step, of one kind; it asks only what the kind needs."""

    name = forms.CharField(label=_("What is the system called?"), max_length=80)
    address = forms.CharField(max_length=300)
    secret_name = forms.CharField(
        label=_("Name of the secret"),
        help_text=_("The operator keeps the secret itself under this name. It begins with target_."),
        max_length=60,
    )
    username_source = forms.ChoiceField(
        label=_("What are accounts called?"), choices=Target.UsernameSource.choices, widget=forms.RadioSelect
    )
    retention_days = forms.IntegerField(
        label=_("Days until a closed account is deleted"),
        help_text=_("Nothing written: it is never deleted."),
        required=False,
        min_value=0,
        max_value=3650,
    )

    def __init__(self, *arguments: Any, kind: str, **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        self.kind = kind
        self.fields["address"].label, self.fields["address"].help_text = ADDRESSES[kind]
        if not KINDS[kind].needs_secret:
            del self.fields["secret_name"]
        for name in (*KINDS[kind].wants, *KINDS[kind].takes):
            label, help_text = OPTIONS[name]
            is_wanted = name in KINDS[kind].wants
            self.fields[name] = forms.CharField(label=label, help_text=help_text, required=is_wanted, max_length=300)
        places = [name for name in self.fields if name not in {"username_source", "retention_days"}]
        self.order_fields([*places, "username_source", "retention_days"])

    def facts(self) -> TargetFacts:
        """Return what was said."""
        said = self.cleaned_data
        names = (*KINDS[self.kind].wants, *KINDS[self.kind].takes)
        return TargetFacts(
            name=said["name"],
            kind=self.kind,
            address=said["address"].strip(),
            secret_name=said.get("secret_name", "").strip(),
            options={name: said[name].strip() for name in names},
            username_source=said["username_source"],
            retention_days=said["retention_days"],
        )


def initial_of(target: Target) -> Mapping[str, object]:
    """Return what the form begins with."""
    names = ("name", "address", "secret_name", "username_source", "retention_days")
    return {**target.options, **{name: getattr(target, name) for name in names}}


class PlaceForm(forms.Form):
    """Where one permission lies."""

    permission_id = forms.TypedChoiceField(label=_("Permission"), coerce=UUID)
    place_kind = forms.ChoiceField(label=_("It lies in"))
    place_name = forms.CharField(
        label=_("Name in the system"),
        help_text=_("Of the group, the attribute or the column, exactly."),
        max_length=300,
    )
    place_value = forms.CharField(label=_("Value of the attribute"), required=False, max_length=200)

    def __init__(
        self, *arguments: Any, kind: str, permissions: Iterable[Permission], **options: Any
    ) -> None:  # Any: same
        super().__init__(*arguments, **options)
        labels = dict(TargetMapping.PlaceKind.choices)
        kinds, wanted = self.fields["place_kind"], self.fields["permission_id"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(name, labels[name]) for name in KINDS[kind].places]
        if isinstance(wanted, forms.ChoiceField):
            wanted.choices = [(str(one.pk), str(one)) for one in permissions]
        if "attribute" not in KINDS[kind].places:
            del self.fields["place_value"]

    def place(self) -> PlaceFacts:
        """Return what was said."""
        said = self.cleaned_data
        return PlaceFacts(
            permission_id=said["permission_id"],
            kind=said["place_kind"],
            name=said["place_name"].strip(),
            value=said.get("place_value", "").strip(),
        )


class TargetListForm(forms.Form):
    """How changes or differences are narrowed; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.CharField(required=False)
    state = forms.CharField(required=False)
    answer = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        known = {
            "kind": set(DriftItem.Kind.values),
            "state": set(TargetChange.State.values),
            "answer": {"waiting", *DriftItem.Answer.values},
        }
        return {name: value if value in known.get(name, {value}) else "" for name, value in found.items()}


class AnswerForm(forms.Form):
    """What is decided about the differences that were ticked."""

    items = forms.TypedMultipleChoiceField(coerce=UUID, error_messages={"required": _("Tick at least one of them.")})
    answer = forms.ChoiceField(choices=DriftItem.Answer.choices)
    last_day = forms.DateField(label=_("Through"), required=False, widget=DayInput)
    reason = forms.CharField(
        label=_("Why"), help_text=_("Needed when they may keep it."), required=False, max_length=500
    )

    def __init__(self, *arguments: Any, items: Iterable[str], **options: Any) -> None:  # Any: Django's own
        super().__init__(*arguments, **options)
        field = self.fields["items"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(item, item) for item in items]
        self.fields["last_day"].initial = today() + timedelta(days=LONGEST_ADOPTION // 4)
