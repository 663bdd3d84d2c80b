"""From an HR file to a plan. Reads the database, writes nothing, and gives the same plan for the same database."""

from collections.abc import Sequence

from grunnmur.core.imports.importer import Target
from grunnmur.core.imports.interpret import Reading, read_sheet, refuse_doubles
from grunnmur.core.imports.mapping import Mapping, shape_of
from grunnmur.core.imports.plan import Plan
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.sheet import Sheet
from grunnmur.organisation.imports import duties, employments, leaves, people, positions, units
from grunnmur.organisation.imports.closing import keep_units_in_use
from grunnmur.organisation.imports.drafting import Draft
from grunnmur.organisation.imports.flat import DERIVED, take_apart
from grunnmur.organisation.imports.measures import measure
from grunnmur.organisation.imports.shapes import SHAPES, TABLES
from grunnmur.organisation.models import (
    Appointment,
    Employment,
    Leadership,
    Leave,
    Person,
    PersonKey,
    Position,
    Unit,
    UnitParent,
)

KIND = "organisation.hr"
TARGETS = (
    Target("units", Unit, units.COLUMNS),
    Target("parents", UnitParent, units.PARENT_COLUMNS),
    Target("positions", Position, positions.COLUMNS),
    Target("people", Person, people.COLUMNS),
    Target("keys", PersonKey, people.KEY_COLUMNS),
    Target("employments", Employment, employments.COLUMNS),
    Target("leaves", Leave, leaves.COLUMNS),
    Target("leaders", Leadership, duties.LEADER_COLUMNS),
    Target("functions", Appointment, duties.FUNCTION_COLUMNS),
)


def make_plan(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun) -> Plan:
    """Return what these sheets would change in the municipality of this transaction."""
    draft = read(sheets, mapping, run)
    known_units = units.plan_units(draft)
    known_positions = positions.plan_positions(draft)
    known_people = people.plan_people(draft)
    planned = employments.plan_employments(draft, known_units, known_people, known_positions)
    leaves.plan_leaves(draft, known_people, planned)
    duties.plan_leaders(draft, known_units, known_people)
    duties.plan_functions(draft, known_units, known_people)
    keep_units_in_use(draft)
    findings = draft.reading.findings
    return Plan(draft.lines, findings, measure(draft), draft.shielded)


def read(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun) -> Draft:
    """Return the file's records, with doubles refused and flat rows taken apart."""
    reading = Reading()
    for sheet in sheets:
        shape = shape_of(sheet, SHAPES, mapping)
        if shape:
            read_sheet(sheet, shape, mapping=mapping, into=reading)
    is_flat = "flat" in reading.tables
    if is_flat:
        refuse_doubles(reading.tables["flat"], TABLES["flat"].key, into=reading)
        take_apart(reading)
    for name, records in reading.tables.items():
        if not is_flat or name not in DERIVED:
            refuse_doubles([record for record in records if not record.is_wrong], TABLES[name].key, into=reading)
    return Draft(run, reading, derived=DERIVED if is_flat else frozenset())
