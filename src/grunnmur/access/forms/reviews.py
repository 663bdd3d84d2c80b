"""The shape of a review, of an answer, and of how their lists are narrowed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.actions.reviews import Answer, NewReview
from grunnmur.access.forms.picking import PickField, PickingForm
from grunnmur.access.models import Review, ReviewItem
from grunnmur.access.queries.choices import Source
from grunnmur.access.queries.reviews.listing import ItemFilter, ReviewFilter
from grunnmur.access.rules.reviews import Scope
from grunnmur.core.clock import today
from grunnmur.core.forms import DayInput


class ReviewForm(PickingForm):
    """A review to be opened: its name, its deadline, and what it is narrowed to."""

    name = forms.CharField(
        label=gettext_lazy("Name of the review"),
        help_text=gettext_lazy("Those who are asked see it on their task."),
        max_length=200,
    )
    due_date = forms.DateField(label=gettext_lazy("Deadline"), widget=DayInput)
    units = PickField(label=gettext_lazy("Only people in these units and below them"))
    resources = PickField(label=gettext_lazy("Only these resources"))
    roles = PickField(label=gettext_lazy("Only these roles"))

    def __init__(self, data: QueryDict | None, *, sources: Mapping[str, Source], **options: Any) -> None:
        # Any: Django's own
        super().__init__(data, sources=sources, use_required_attribute=False, **options)

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse a deadline that has passed."""
        cleaned = super().clean()
        due = cleaned.get("due_date")
        if due and due < today():
            self.add_error("due_date", _("Choose a deadline that lies ahead."))
        return cleaned

    def scope(self) -> Scope:
        """Return what is to be looked at."""
        chosen = {name: [UUID(one) for one in self.cleaned_data[name]] for name in ("units", "resources", "roles")}
        return Scope(**chosen)

    def new(self) -> NewReview:
        """Return the review."""
        return NewReview(name=self.cleaned_data["name"], due_date=self.cleaned_data["due_date"], scope=self.scope())


class ReviewListForm(forms.Form):
    """How the list of reviews is narrowed and sorted; what is not known counts as nothing chosen."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=[(one, one) for one in ("open", "late", "closed")])
    trigger = forms.ChoiceField(required=False, choices=Review.Trigger.choices)
    sort = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def wanted(self) -> ReviewFilter:
        """Return it as the query takes it."""
        chosen = self.values()
        return ReviewFilter(
            text=chosen["q"], state=chosen["state"], trigger=chosen["trigger"], sort=chosen["sort"] or "newest"
        )


class ItemListForm(forms.Form):
    """How my questions are narrowed."""

    review = forms.UUIDField(required=False)
    kind = forms.ChoiceField(required=False, choices=ReviewItem.Kind.choices)
    state = forms.ChoiceField(required=False, choices=[(one, one) for one in ("answered", "all")])
    risky = forms.BooleanField(required=False)
    after = forms.CharField(required=False)

    def values(self) -> dict[str, str]:
        """Return what was chosen, by name, as an address holds it."""
        self.is_valid()
        found = {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
        return found | {"risky": "on" if self.cleaned_data.get("risky") else ""}

    def wanted(self) -> ItemFilter:
        """Return it as the query takes it."""
        self.is_valid()
        found = self.cleaned_data
        return ItemFilter(
            review=found.get("review"),
            kind=found.get("kind", ""),
            state=found.get("state", ""),
            is_risky=bool(found.get("risky")),
        )


class AnswerForm(forms.Form):
    """An answer: the button that was pressed, what was seen, and a note."""

    answer = forms.ChoiceField(choices=[("keep", "keep"), ("shorten", "shorten"), ("remove", "remove")])
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=400, required=False)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput, required=False)
    chosen = forms.MultipleChoiceField(required=False)

    def __init__(self, data: QueryDict | None, *, contents: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["chosen"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(contents)

    def given(self) -> Answer:
        """Return the answer."""
        found = self.cleaned_data
        return Answer(
            answer=found["answer"],
            seen=found["seen"],
            note=found["note"],
            last_day=found["last_day"],
            chosen=[UUID(one) for one in found["chosen"]],
        )


class PassOnForm(PickingForm):
    """Who shall answer instead: one person, or nobody for the access officers."""

    person = PickField(label=gettext_lazy("Who knows this better?"))

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Refuse more than one."""
        cleaned = super().clean()
        if len(cleaned.get("person", ())) > 1:
            self.add_error("person", _("Choose one person."))
        return cleaned

    def to_person(self) -> UUID | None:
        """Return the person; None = the access officers."""
        chosen: Collection[str] = self.cleaned_data["person"]
        return next((UUID(one) for one in chosen), None)
