"""The people of a made-up municipality, as an HR system would hand them over: one object of tables."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from faker import Faker

from grunnmur.demo.structure import Place

Row = dict[str, Any]  # Any: texts and numbers of a table row
DAY = timedelta(days=1)
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", " ": "-"})
MOVER_KEY, NEWCOMER_KEY = "mover", "newcomer"


@dataclass
class Tables:
    """The tables of an HR file, filled row by row."""

    units: list[Row] = field(default_factory=list)
    positions: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    employments: list[Row] = field(default_factory=list)
    leaders: list[Row] = field(default_factory=list)
    functions: list[Row] = field(default_factory=list)
    leaves: list[Row] = field(default_factory=list)

    def as_object(self) -> dict[str, list[Row]]:
        """Return the tables that have rows, by name."""
        return {name: rows for name, rows in vars(self).items() if rows}


@dataclass(frozen=True)
class Size:
    """How many to make, and of what sorts."""

    employees: int
    locale: str
    mail_domain: str
    seed: int


class Population:
    """Makes the same people for the same seed, size and day."""

    def __init__(self, size: Size, places: list[Place], *, today: date) -> None:
        self.size, self.places, self.today = size, places, today
        self.random = random.Random(size.seed)  # noqa: S311  # made-up people, not secrets
        self.names = Faker(size.locale)
        self.names.seed_instance(size.seed)
        self.tables = Tables()
        self.used: set[str] = set()
        self.members: dict[str, list[str]] = {place.code: [] for place in places}

    def made(self) -> Tables:
        """Return everything: units, positions, people with employments, leaders."""
        self._units()
        for place, count in self._shares():
            for number in range(count):
                position = place.positions[number % len(place.positions)]
                self.member(place, position=position, first_day=self._some_start(), kind=self._kind())
        self._leaders()
        return self.tables

    def member(self, place: Place, *, position: str, first_day: date, kind: str = "permanent") -> str:
        """Add one person with one employment; returns her key."""
        key = self._person()
        self.members[place.code].append(key)
        self.employ(key, place.code, position=position, first_day=first_day, kind=kind)
        return key

    def employ(
        self,
        key: str,
        unit: str,
        *,
        position: str,
        first_day: date,
        kind: str = "permanent",
    ) -> None:
        """Add an employment to a person."""
        self.tables.employments.append(
            {
                "employment_key": f"{key}-{len(self.tables.employments) + 1}",
                "person_key": key,
                "unit_code": unit,
                "position_code": self._position_code(position),
                "kind": kind,
                "percent": 100,
                "from": first_day.isoformat(),
                "to": None,
            }
        )

    def _units(self) -> None:
        long_ago = date(self.today.year - 6, 1, 1).isoformat()
        for place in self.places:
            self.tables.units.append(
                {
                    "code": place.code,
                    "name": place.name,
                    "parent_code": place.parent or None,
                    "kind": place.kind,
                    "from": long_ago,
                }
            )
        names = dict.fromkeys(name for place in self.places for name in place.positions)
        self.tables.positions += [{"code": self._position_code(name), "name": name} for name in names]

    def _position_code(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("æ", "ae").replace("Ø", "O"))
        return "".join(letter for letter in plain if letter.isascii() and letter.isalnum()).upper()[:12]

    def _shares(self) -> Iterator[tuple[Place, int]]:
        """Spread the employees by weight; rounding never loses one. Every unit with a weight gets at least one."""
        weighted = [place for place in self.places if place.weight]
        left, weight_left = self.size.employees, sum(place.weight for place in weighted)
        for place in weighted:
            share = max(1, round(left * place.weight / weight_left))
            yield place, share
            left, weight_left = max(0, left - share), weight_left - place.weight or 1

    def _person(self) -> str:
        given, family = self._free_name()
        key = str(10001 + len(self.tables.people))
        mail = f"{self._plain(given)}.{self._plain(family)}@{self.size.mail_domain}"
        self.tables.people.append(
            {"person_key": key, "given_name": given, "family_name": family, "employee_number": key, "work_email": mail}
        )
        return key

    def _free_name(self) -> tuple[str, str]:
        while True:
            given, family = self.names.first_name(), self.names.last_name()
            if (name := self._plain(f"{given}.{family}")) not in self.used:
                self.used.add(name)
                return given, family

    def _plain(self, name: str) -> str:
        letters = name.lower().translate(LETTERS)
        folded = unicodedata.normalize("NFKD", letters)
        return "".join(letter for letter in folded if letter.isascii() and (letter.isalnum() or letter in "-."))

    def _some_start(self) -> date:
        return self.today - self.random.randint(40, 5 * 365) * DAY

    def _kind(self) -> str:
        return self.random.choices(("permanent", "temporary", "hourly"), weights=(88, 8, 4))[0]

    def _leaders(self) -> None:
        """Each unit is led by its first member; a few leaders are missing, and the next above acts."""
        led = [place for place in self.places if self.members[place.code]]
        vacant = {place.code for place in self.random.sample(led, k=min(12, len(led) // 7)) if place.kind == "team"}
        for place in led:
            if place.code not in vacant or place.code in {"5110", "5100"}:
                first = self.members[place.code][0]
                start = self._start_of(first)
                self.tables.leaders.append(
                    {"unit_code": place.code, "person_key": first, "kind": "leader", "from": start}
                )

    def _start_of(self, key: str) -> str:
        return next(str(row["from"]) for row in self.tables.employments if row["person_key"] == key)
