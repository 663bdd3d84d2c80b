"""From a file about the map to a plan: reads the database, writes nothing, gives one plan for one database."""

from collections.abc import Sequence

from grunnmur.core.imports.importer import Target
from grunnmur.core.imports.interpret import Reading, read_sheet, refuse_doubles
from grunnmur.core.imports.mapping import Mapping, shape_of
from grunnmur.core.imports.plan import Plan
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.sheet import Sheet
from grunnmur.landscape.imports import contents, details, elements, facts, identities, products, relations
from grunnmur.landscape.imports.deriving import take_suppliers, take_usages, tell_of_contracts, tell_of_unmapped
from grunnmur.landscape.imports.drafting import Draft, Setting
from grunnmur.landscape.imports.matching import forget_wrong, match_rows
from grunnmur.landscape.imports.measures import measure
from grunnmur.landscape.imports.register import Register, read_register
from grunnmur.landscape.imports.resembling import warn_of_likeness
from grunnmur.landscape.imports.shapes import SHAPES, TABLES, TYPE_OF
from grunnmur.landscape.imports.wishes import read_wishes
from grunnmur.landscape.models import (
    DETAIL_MODELS,
    Element,
    ImportIdentity,
    InformationContent,
    Relation,
    RelationClaim,
    SystemFact,
    SystemProduct,
)

KIND = "landscape.map"
TARGETS = (
    Target("elements", Element, elements.COLUMNS, elements.STAMPS),
    Target("products", SystemProduct, products.COLUMNS),
    *(Target(name, model, details.columns_of(name)) for name, model in DETAIL_MODELS.items()),
    Target("contents", InformationContent, contents.COLUMNS),
    Target("facts", SystemFact, facts.COLUMNS),
    Target("identities", ImportIdentity, identities.COLUMNS),
    Target("relations", Relation, relations.COLUMNS),
    Target("claims", RelationClaim, relations.CLAIM_COLUMNS),
)


def make_plan(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun, setting: Setting) -> Plan:
    """Return what these sheets would change in the municipality of this transaction."""
    draft, register = read(sheets, mapping, run, setting)
    stored, known = elements.stored_elements(draft), details.stored_details(draft)
    said = elements.said_of_elements(draft)
    told = details.said_of_details(draft, known)
    content, answers = contents.said_of_contents(draft), facts.said_of_facts(draft)
    forget_wrong(draft, register)
    details.with_products(draft, told, products.plan_products(draft, register))
    elements.plan_elements(draft, said, stored)
    details.plan_details(draft, told, known)
    contents.plan_contents(draft, content)
    facts.plan_facts(draft, answers)
    identities.plan_identities(draft)
    relations.plan_relations(draft, read_wishes(draft, register), register)
    warn_of_likeness(draft, register)
    tell_of_contracts(draft)
    tell_of_unmapped(draft)
    return Plan(draft.lines, draft.reading.findings, measure(draft, register), draft.shielded)


def read(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun, setting: Setting) -> tuple[Draft, Register]:
    """Return the file's records with the elements they mean, and all that is on the map."""
    reading = Reading()
    for sheet in sheets:
        shape = shape_of(sheet, SHAPES, mapping)
        if shape:
            read_sheet(sheet, shape, mapping=mapping, into=reading)
    draft = Draft(run, reading, setting)
    register = read_register(draft)
    take_usages(draft)
    take_suppliers(draft, register)
    for table in ("elements", "products", *TYPE_OF):
        key = ("name",) if table == "products" else ("external_id",)
        refuse_doubles([record for record in draft.records(table) if not record.is_wrong], key, into=reading)
    match_rows(draft, register)
    return draft, register


__all__ = ["KIND", "TABLES", "TARGETS", "make_plan", "read"]
