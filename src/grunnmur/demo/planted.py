"""What is put among the people so that every screen has something to show: comings, goings, duties."""

from dataclasses import dataclass
from datetime import date

from grunnmur.demo.people import DAY, Population
from grunnmur.demo.structure import Place


@dataclass(frozen=True)
class Cast:
    """The keys of those the demo logs in as, and of those it tells about."""

    employee: str
    leader: str
    newcomer: str
    mover: str
    all_four: str
    flow_chief: str
    modeller: str
    privacy_officer: str
    it_administrator: str
    personnel: str


def plant(people: Population) -> Cast:
    """Add the planted people to a Norwegian population and return who is who."""
    places = {place.code: place for place in people.places}
    desk = places["5110"]
    cast = Cast(
        employee=people.members["5110"][1],
        leader=people.members["5100"][0],
        newcomer=people.member(desk, position="Kundekonsulent", first_day=people.today + 10 * DAY),
        mover=_mover(people, places),
        all_four=people.members["5110"][0],
        flow_chief=people.members["6104"][0],
        modeller=people.members["6104"][1],
        privacy_officer=people.members["6106"][1],
        it_administrator=people.members["6103"][0],
        personnel=people.members["6102"][1],
    )
    _comings(people)
    _doubles(people)
    _leaves_and_ends(people)
    _functions(people, cast)
    _council(people, places["1900"])
    return cast


def _mover(people: Population, places: dict[str, Place]) -> str:
    """Somebody who left the library for the switchboard on the first of last month."""
    first_of_month = people.today.replace(day=1)
    moved = (first_of_month - DAY).replace(day=1)
    key = people.member(places["5200"], position="Bibliotekar", first_day=date(moved.year - 3, 3, 1))
    people.tables.employments[-1]["to"] = (moved - DAY).isoformat()
    people.employ(key, "5120", position="Kundekonsulent", first_day=moved)
    return key


def _comings(people: Population) -> None:
    """About one in forty has not begun yet."""
    for number in range(max(2, people.size.employees // 42)):
        place = people.random.choice([place for place in people.places if place.weight > 4])
        first = people.today + (7 + 3 * number) * DAY
        people.member(place, position=place.positions[0], first_day=first)


def _doubles(people: Population) -> None:
    """About six in a hundred have a second employment elsewhere."""
    for _number in range(people.size.employees * 6 // 100):
        home, other = people.random.sample([place for place in people.places if place.weight > 4], k=2)
        key = people.random.choice(people.members[home.code])
        people.employ(key, other.code, position=other.positions[0], first_day=people.today - 200 * DAY, kind="hourly")


def _leaves_and_ends(people: Population) -> None:
    """Some are on leave, and some have given notice."""
    rows = [row for row in people.tables.employments if row["to"] is None and row["from"] < people.today.isoformat()]
    chosen = people.random.sample(rows, k=people.size.employees * 45 // 1000)
    for number, row in enumerate(chosen):
        if number % 3:
            start = people.today - people.random.randint(10, 90) * DAY
            end = start + 180 * DAY
            key = row["employment_key"]
            leave = {"employment_key": key, "percent": 100, "from": start.isoformat(), "to": end.isoformat()}
            people.tables.leaves.append(leave)
        elif not _leads(people, str(row["person_key"])):
            row["to"] = (people.today + people.random.randint(5, 60) * DAY).isoformat()


def _leads(people: Population, key: str) -> bool:
    return any(row["person_key"] == key for row in people.tables.leaders)


def _functions(people: Population, cast: Cast) -> None:
    """Duties: one safety representative in every larger unit, and the named ones."""
    since = (people.today - 30 * DAY).isoformat()
    named = (
        ("hms-ansvarlig", cast.all_four, "5110"),
        ("flyttesjef", cast.flow_chief, "6104"),
        ("modellor", cast.modeller, "6104"),
        ("personvernombud", cast.privacy_officer, "6106"),
    )
    for function, key, unit in named:
        people.tables.functions.append({"function_code": function, "person_key": key, "unit_code": unit, "from": since})
    for number, place in enumerate(place for place in people.places if len(people.members[place.code]) > 9):
        code = ("verneombud", "tillitsvalgt", "brannvernleder")[number % 3]
        key = people.members[place.code][2]
        people.tables.functions.append(
            {"function_code": code, "person_key": key, "unit_code": place.code, "from": since}
        )


def _council(people: Population, council: Place) -> None:
    """25 elected, a fortieth of the employees; employed nowhere else."""
    for _number in range(people.size.employees // 40):
        people.member(council, position="Folkevalgt", first_day=date(people.today.year - 3, 10, 15), kind="elected")
