"""Filling an empty database with the two municipalities, through the same actions that people use."""

import json
from collections.abc import Callable
from pathlib import Path

from grunnmur.core.clock import today
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.demo import (
    access,
    changes,
    documents,
    factory,
    held_import,
    landscape,
    logins,
    requests,
    restraints,
    reviews,
    targets,
    tidy,
    wheel,
    work,
)
from grunnmur.demo.people import Population, Size, Tables
from grunnmur.demo.planted import plant
from grunnmur.demo.structure import danish_units, norwegian_units
from grunnmur.organisation import actions as organisation
from grunnmur.portal.actions import NewMunicipality, create_municipality

Progress = Callable[[str, int, int], None]
DATA = Path(__file__).parent / "data"
BY = System("Grunnmur")  # what nobody in the demo did herself
STAGES = (
    "Fjordvik: units and people",
    "Fjordvik: roles, rules and accesses",
    "Fjordvik: processes",
    "Fjordvik: the map",
    "Sundby: units and people",
    "Sundby: roles, rules and accesses",
)
SEED = 20261122
LEAST_NORWEGIAN, LEAST_DANISH = 500, 100


def build_demo(*, progress: Progress, employees: int = 1000, municipality_b: int = 300) -> None:
    """Make both municipalities in an empty, migrated database. progress: told (what, done, of how many).

    Raises ValueError for so few employees that not every unit and part of the story has somebody.
    """
    if employees < LEAST_NORWEGIAN or municipality_b < LEAST_DANISH:
        raise ValueError(f"The demo needs at least {LEAST_NORWEGIAN} and {LEAST_DANISH} employees.")
    told = iter(enumerate(STAGES))

    def tell() -> None:
        done, what = next(told)
        progress(what, done, len(STAGES))

    norway = create_municipality(NewMunicipality(slug="fjordvik", name="Fjordvik kommune", country="NO"))
    with tenant(norway):
        _norwegian(employees, tell)
    new = NewMunicipality(slug="sundby", name="Sundby Kommune", country="DK", main_colour="#7a1f2b")
    denmark = create_municipality(new)
    with tenant(denmark):
        _danish(municipality_b, tell)
    progress("Done", len(STAGES), len(STAGES))


def _norwegian(employees: int, tell: Callable[[], None]) -> None:
    tell()
    size = Size(employees, "no_NO", "fjordvik.example", SEED)
    people = Population(size, norwegian_units(), today=today())
    people.made()
    cast = plant(people)
    leavers = targets.plant_leavers(people)
    import_people(people.tables)
    tell()
    access.begin_norwegian(DATA / "role-matrix.csv", by=BY)
    logins.make(cast, by=BY)
    tell()
    work.draw_processes(DATA, by=BY)
    factory.run_factory(DATA, cast, by=BY)
    documents.write_documents(DATA / "documents", by=BY)
    work.arrange_processes(by=BY)
    tidy.tidy_up(by=factory.user(factory.CHIEF))
    tell()
    landscape.draw_map(DATA / "map.toml", by=BY)
    work.link_steps(by=BY)
    changes.think_a_change_through(by=BY)
    reviews.hold_reviews(by=BY)
    restraints.hold_back(by=BY)
    requests.ask_and_decide(cast, by=BY)
    targets.connect_targets(leavers, by=BY)
    wheel.turn_the_wheel(by=BY)
    held_import.upload_what_is_held(people.tables, by=factory.user(held_import.UPLOADER))


def _danish(employees: int, tell: Callable[[], None]) -> None:
    tell()
    people = Population(Size(employees, "da_DK", "sundby.example", SEED + 1), danish_units(), today=today())
    import_people(people.made())
    tell()
    access.begin_danish(by=BY)
    logins.make_stranger(people.members["503"][0], by=BY)


def import_people(tables: Tables) -> None:
    """Take the tables in as an HR system's file: planned, checked and applied."""
    upload = organisation.Upload(
        content=json.dumps(tables.as_object()).encode(),
        file_name="hr.json",
        source="hr",
        mode="full",
        effective_date=today(),
        mapping=Mapping(),
    )
    run = organisation.upload_import(upload, by=BY)
    run = organisation.plan_import(run.pk)
    run = organisation.apply_import(run.pk, by=BY)
    if run.state != "applied":
        raise RuntimeError(f"The demo's people could not be imported: {run.state} {run.counts}")
