"""From an element as written to an element of the map."""

from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.exchange.concepts import type_of, words_of
from grunnmur.landscape.exchange.fields import ELEMENT_FIELDS, take_fields
from grunnmur.landscape.exchange.findings import Findings, Problem
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.model import Element, Property, id_of
from grunnmur.landscape.exchange.raw import RawElement

NO_IDENTIFIER = _("“%(name)s” (%(type)s) has no identifier.")
TWICE = _("The identifier %(identifier)s is used a second time; the first was read.")


def read_element(raw: RawElement, types: dict[str, str], findings: Findings) -> Element | None:
    """Return the element, or None with a finding.

    types: the type by identifier of what was read before; this element is added, blank when it is not read.
    """
    if not is_new(raw, types, findings):
        return None
    types[raw.identifier] = ""
    if not raw.name.strip():
        message = _("The element %(identifier)s (%(type)s) has no name.")
        findings.lost(Problem.MISSING_NAME, message, at=raw, identifier=raw.identifier, type=raw.concept)
        return None
    types[raw.identifier] = code = type_of(raw, findings)
    return _element(raw, code, findings) if code else None


def is_new(raw: RawElement, taken: dict[str, str], findings: Findings) -> bool:
    """Whether the identifier is there and not taken; a finding when it is not."""
    if not raw.identifier:
        findings.lost(Problem.MISSING_IDENTIFIER, NO_IDENTIFIER, at=raw, name=raw.name, type=raw.concept)
    elif raw.identifier in taken:
        findings.lost(Problem.DUPLICATE_IDENTIFIER, TWICE, at=raw, identifier=raw.identifier)
    return bool(raw.identifier) and raw.identifier not in taken


def _element(raw: RawElement, code: str, findings: Findings) -> Element:
    fields, rest = take_fields(raw, ELEMENT_FIELDS, findings)
    return Element(
        id=id_of(raw.identifier),
        type=code,
        name=raw.name,
        code=fields.get("code", ""),
        summary=raw.documentation,
        owner_unit=fields.get("owner", ""),
        owner_function=fields.get("owner_function", ""),
        lifecycle=fields.get("lifecycle", ""),
        criticality=int(fields["criticality"]) if "criticality" in fields else None,
        properties=(*rest, *_specialization(raw, code)),
    )


def _specialization(raw: RawElement, code: str) -> tuple[Property, ...]:
    """Return a specialization that says more than the type does, as a property."""
    word = raw.specialization
    return (("Specialization", word),) if word and word.casefold() not in words_of(TYPES[code]) else ()
