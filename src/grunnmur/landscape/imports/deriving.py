"""Rows that stand for more than one thing: how a register's systems are used, and suppliers named beside systems."""

import json

from django.utils.translation import gettext_noop

from grunnmur.core.imports.findings import ERROR, WARNING, Finding, Place
from grunnmur.core.imports.interpret import Record
from grunnmur.landscape.imports.drafting import Draft, listed, plain_name
from grunnmur.landscape.imports.register import Register


def take_usages(draft: Draft) -> None:
    """Let each usage of a product be a system here, called as the product where it has no name of its own."""
    for record in draft.records("usages"):
        if record.get("product"):
            record.values["name"] = record.get("name") or record.values["product"]
        draft.reading.tables["systems"].append(record)


def take_suppliers(draft: Draft, register: Register) -> None:
    """Let suppliers that systems and products name be suppliers of the file, unless it or the map has them."""
    known = {plain_name(record.get("name") or "") for record in draft.records("suppliers")}
    known |= {plain_name(record.get("code") or "") for record in draft.records("suppliers")}
    known |= {plain_name(record.get("external_id") or "") for record in draft.records("suppliers")}
    made: dict[str, tuple[Record, list[Record]]] = {}
    for record in [*draft.right("systems"), *draft.right("products")]:
        for name in listed(record.get("supplier") or ""):
            if plain_name(name) not in known and not register.meant(name, {"supplier"}):
                new = Record(record.sheet, record.row, {"name": name})
                made.setdefault(plain_name(name), (new, []))[1].append(record)
    draft.derived += made.values()
    draft.reading.tables["suppliers"] += [new for new, _records in made.values()]


def tell_of_contracts(draft: Draft) -> None:
    """Say of each contract that it was not taken in: nobody here keeps agreements."""
    for record in draft.right("contracts"):
        message = gettext_noop("Contracts are not kept here, so this one was not taken in.")
        draft.reading.warn(record, message, at="name")


def tell_of_unmapped(draft: Draft) -> None:
    """Tell what a reader of exchange files could not take, at the line where it stands."""
    for record in draft.right("unmapped"):
        severity = ERROR if record.get("is_lost") else WARNING
        params: dict[str, str | int] = json.loads(record.get("params") or "{}")
        place = Place(sheet=record.sheet, row=record.row, value=record.get("identifier") or "")
        draft.reading.findings.append(Finding(severity, place, record.values["message"], "", params))
