"""From a concept of ArchiMate to a type of the map.

Precedence: a property `type` with a type of that concept; the specialization, as the catalogue's word, as a type's
code or as its name in any language; the type of that concept that has no specialization. Groupings and capabilities
are never guessed: elsewhere they are a frame on a drawing and what an organisation is able to do.
"""

from collections.abc import Iterator

from grunnmur.landscape.catalogue import TYPES, ElementType
from grunnmur.landscape.exchange.findings import Findings, Problem
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.raw import RawElement

_LAYERED = (
    "Collaboration",
    "Interface",
    "Function",
    "Process",
    "Interaction",
    "Event",
    "Service",
)
CONCEPTS = frozenset(
    {f"{layer}{aspect}" for layer in ("Business", "Application", "Technology") for aspect in _LAYERED}
    | {"BusinessActor", "BusinessRole", "BusinessObject", "Contract", "Representation", "Product"}
    | {"ApplicationComponent", "DataObject"}
    | {"Node", "Device", "SystemSoftware", "Path", "CommunicationNetwork", "Artifact"}
    | {"Equipment", "Facility", "DistributionNetwork", "Material"}
    | {"Stakeholder", "Driver", "Assessment", "Goal", "Outcome", "Principle", "Requirement", "Constraint"}
    | {"Meaning", "Value", "Resource", "Capability", "CourseOfAction", "ValueStream"}
    | {"WorkPackage", "Deliverable", "ImplementationEvent", "Plateau", "Gap"}
    | {"Grouping", "Location", "AndJunction", "OrJunction", "Junction"}
)
"""The concepts of ArchiMate 3.2 as the exchange format and Archi name them."""

NEVER_GUESSED = frozenset({"Grouping", "Capability"})


def type_of(raw: RawElement, findings: Findings) -> str:
    """Return the type of an element, blank when it has none here; a finding says why."""
    if raw.concept not in CONCEPTS:
        _refuse(raw, findings, Problem.UNKNOWN_TYPE, _("“%(type)s” of “%(name)s” is no element type of ArchiMate 3."))
        return ""
    types = [one for one in TYPES.values() if one.archimate == raw.concept]
    code = _stated(raw, types, findings) or _specialized(raw, types) or _general(raw, types)
    if not code and types:
        _refuse(
            raw,
            findings,
            Problem.UNMAPPED_TYPE,
            _("“%(name)s” is of the type %(type)s, which may mean several things here. Give it a property “type”."),
        )
    elif not code:
        _refuse(
            raw,
            findings,
            Problem.UNMAPPED_TYPE,
            _("“%(name)s” is of the type %(type)s, which has no counterpart on the map."),
        )
    return code


def _refuse(raw: RawElement, findings: Findings, problem: Problem, message: str) -> None:
    name = raw.name or raw.identifier
    findings.lost(problem, message, at=raw, type=raw.concept, name=name)


def _stated(raw: RawElement, types: list[ElementType], findings: Findings) -> str:
    """Return the type that the property `type` names, and take the property off."""
    for place, (key, value) in enumerate(raw.properties):
        if key != "type":
            continue
        if any(one.code == value for one in types):
            del raw.properties[place]
            return value
        findings.kept(
            Problem.UNFIT_CODE,
            _("The property “type” of “%(name)s” says %(value)s, which does not fit %(type)s; it was kept as it is."),
            at=raw,
            name=raw.name or raw.identifier,
            value=value,
            type=raw.concept,
        )
    return ""


def _specialized(raw: RawElement, types: list[ElementType]) -> str:
    word = raw.specialization.casefold()
    return next((one.code for one in types if word and word in words_of(one)), "")


def _general(raw: RawElement, types: list[ElementType]) -> str:
    if raw.concept in NEVER_GUESSED:
        return ""
    return next((one.code for one in types if not one.specialization), "")


def words_of(one: ElementType) -> Iterator[str]:
    """Yield the words that name a type in files, in lower case."""
    yield one.code
    if one.specialization:
        yield one.specialization
    yield from (name.casefold() for name in one.singular.values())
