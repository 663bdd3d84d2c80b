"""Reading that is late in spite of three reminders, by who leads those who should have read."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from grunnmur.core.permissions import EVERYWHERE
from grunnmur.organisation import queries as organisation
from grunnmur.publishing.models import ReadingDuty

LAST_REMINDER = timedelta(days=7)  # after the due date


@dataclass(frozen=True)
class LateTeam:
    """What a leader is told: how many of her people are late, with which titles, the most waited for first.

    version_id: that of the first title.
    """

    leader_id: UUID
    people: int
    titles: Sequence[str]
    version_id: UUID


def late_teams(day: date) -> list[LateTeam]:
    """Return what each leader should hear of those she leads, by the nearest leader above each who is another.

    Only what was due more than a week ago. Five statements, however many are late.
    """
    rows = ReadingDuty.objects.filter(due_date__lt=day - LAST_REMINDER, confirmed_at=None, lapsed_at=None)
    columns = ("person_id", "demand__version_id", "demand__version__item__title")
    late = list(rows.order_by("pk").values_list(*columns))
    if not late:
        return []
    leaders = _leaders_of({person for person, _version, _title in late}, on=day)
    teams: defaultdict[UUID, list[tuple[UUID, UUID, str]]] = defaultdict(list)
    for row in late:
        if row[0] in leaders:
            teams[leaders[row[0]]].append(row)
    return [_team(leader, teams[leader]) for leader in sorted(teams)]


def _team(leader: UUID, rows: Sequence[tuple[UUID, UUID, str]]) -> LateTeam:
    counted = Counter((title, version) for _person, version, title in rows)
    ordered = sorted(counted, key=lambda one: (-counted[one], one[0]))
    titles = list(dict.fromkeys(title for title, _version in ordered))
    return LateTeam(leader, len({person for person, _version, _title in rows}), titles, ordered[0][1])


def _leaders_of(persons: set[UUID], *, on: date) -> Mapping[UUID, UUID]:
    """Return who leads each of these persons: of the led units she is under, that with the fewest units below it."""
    homes = organisation.primary_employments(persons, on=on)
    units = [unit.pk for unit in organisation.open_units(on=on, within=EVERYWHERE)]
    named = organisation.named_leaders(units, on=on)
    below = organisation.units_below(list(named), on=on)
    above: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for led in sorted(below, key=lambda unit: (len(below[unit]), unit)):
        for unit in below[led]:
            above[unit].append(named[led].person_id)
    found: dict[UUID, UUID] = {}
    for person, home in homes.items():
        leader = next((one for one in above[home.unit_id] if one != person), None)
        if leader:
            found[person] = leader
    return found
