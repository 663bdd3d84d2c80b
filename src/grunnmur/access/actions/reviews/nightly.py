"""What reviews do when a day turns, and when a thing comes back."""

from datetime import date

from django.db import transaction

from grunnmur.access.actions.reviews.closing import close_finished
from grunnmur.access.actions.reviews.following import follow_up
from grunnmur.access.actions.reviews.looking import look_again
from grunnmur.access.actions.reviews.removing import confirm_removals
from grunnmur.access.actions.reviews.triggers import review_movers, review_what_is_due


@transaction.atomic
def run(on: date) -> None:
    """Bring reviews in step with a new day. Run twice, the second writes nothing."""
    confirm_removals()
    look_again()
    follow_up(on)
    close_finished()
    review_movers(on)
    review_what_is_due(on)


def confirm() -> None:
    """Take removals as done whose thing or account is back."""
    confirm_removals()
