"""From what a file says to what it means here. What does not fit is told and left out; the rest survives."""

from dataclasses import dataclass

from grunnmur.landscape.exchange.elements import read_element
from grunnmur.landscape.exchange.findings import Finding, Findings
from grunnmur.landscape.exchange.model import Model, id_of
from grunnmur.landscape.exchange.raw import RawModel
from grunnmur.landscape.exchange.relations import read_relation


@dataclass(frozen=True)
class Read:
    """What a file holds, and what was found on the way."""

    model: Model
    findings: tuple[Finding, ...]


def to_model(raw: RawModel, findings: Findings) -> Read:
    """Return the model a file stands for, with all findings: those given, then those made here."""
    types: dict[str, str] = {}
    elements = [made for one in raw.elements if (made := read_element(one, types, findings))]
    identifiers = {one.identifier for one in raw.relations}
    relations = [made for one in raw.relations for made in read_relation(one, types, identifiers, findings)]
    model = Model(
        id=id_of(raw.identifier),
        name=raw.name,
        documentation=raw.documentation,
        properties=tuple(raw.properties),
        elements=tuple(elements),
        relations=tuple(relations),
    )
    return Read(model, findings.all())
