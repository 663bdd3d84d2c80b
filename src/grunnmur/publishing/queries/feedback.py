"""What readers said, to those who gave it and those who answer it."""

from django.db.models import QuerySet

from grunnmur.core.permissions import Actor, person_of
from grunnmur.publishing.models import Feedback, Item
from grunnmur.publishing.queries.standing import standing


def feedback_on(item: Item, *, seen_by: Actor) -> QuerySet[Feedback]:
    """Return what was said about an item, the latest first: all to those who work on it, else one's own."""
    rows = Feedback.objects.filter(item=item).select_related("version").order_by("-given_at", "pk")
    if standing(item, by=seen_by).may_see_drafts:
        return rows
    person = person_of(seen_by)
    return rows.filter(person_id=person) if person else rows.none()
