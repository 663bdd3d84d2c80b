"""Who waits for a seat, in which order."""

from datetime import date
from uuid import UUID

from grunnmur.access.models import Seat


def place_of(person_id: UUID, pool_id: UUID, *, on: date) -> int:
    """Return a person's place in the queue of a pool on a day, among those whom the same share pays for; 1 = next.

    Whoever does not wait has the place after the last. One statement.
    """
    waiting = Seat.objects.filter(pool_id=pool_id, is_seated=False, valid__contains=on)
    rows = list(waiting.values_list("person_id", "payer_id", "wanted_from", "recorded_at"))
    own = {payer for person, payer, *_ in rows if person == person_id}
    turns = [
        (first or date.min, recorded, str(person)) for person, payer, first, recorded in rows if payer in own or not own
    ]
    ahead = sorted(turns)
    return 1 + next((n for n, turn in enumerate(ahead) if turn[2] == str(person_id)), len(ahead))
