"""From a relation as written to relations of the map."""

from collections.abc import Container, Iterator, Mapping

from grunnmur.landscape.catalogue import KINDS
from grunnmur.landscape.exchange.elements import is_new
from grunnmur.landscape.exchange.fields import RELATION_FIELDS, day, take_fields
from grunnmur.landscape.exchange.findings import Findings, Problem
from grunnmur.landscape.exchange.kinds import RELATIONS, Match, is_name_of, match
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.model import STRENGTHS, Property, Relation, id_of
from grunnmur.landscape.exchange.raw import RawRelation


def read_relation(
    raw: RawRelation, types: dict[str, str], relations: Container[str], findings: Findings
) -> Iterator[Relation]:
    """Yield the relations that one of the file stands for; none with a finding, two when a process reads and writes.

    types: the type of every element by identifier, blank for those that were not read; this relation is added.
    relations: the identifiers of all relations of the file.
    """
    if not is_new(raw, types, findings):
        return
    found = _match(raw, types, relations, findings)
    types[raw.identifier] = ""
    if not found.kinds:
        return
    fields, rest = take_fields(raw, RELATION_FIELDS, findings)
    for number, kind in enumerate(found.kinds):
        source, target = (raw.target, raw.source) if found.is_turned else (raw.source, raw.target)
        yield Relation(
            id=id_of(f"{raw.identifier}-{kind}" if number else raw.identifier),
            kind=kind,
            src=id_of(source),
            dst=id_of(target),
            strength=STRENGTHS.index(fields["strength"]) if "strength" in fields else KINDS[kind].strength,
            valid_from=day(fields.get("valid_from")),
            valid_to=day(fields.get("valid_to")),
            note=raw.documentation,
            attrs=(*rest, *_said_besides(raw, kind)),
        )


def _match(raw: RawRelation, types: Mapping[str, str], relations: Container[str], findings: Findings) -> Match:
    if raw.concept not in RELATIONS:
        message = _("“%(type)s” of the relation %(identifier)s is no relation of ArchiMate 3.")
        findings.lost(Problem.UNKNOWN_RELATION, message, at=raw, type=raw.concept, identifier=raw.identifier)
        return Match(())
    ends = [_is_end(raw, end, types, relations, findings) for end in (raw.source, raw.target)]  # tells of both
    if not all(ends):
        return Match(())
    if raw.source == raw.target:
        message = _("The relation %(identifier)s joins an element with itself, which the map does not show.")
        findings.lost(Problem.SAME_ENDS, message, at=raw, identifier=raw.identifier)
        return Match(())
    found = match(raw, types[raw.source], types[raw.target], findings)
    if not found.kinds:
        message = _("%(type)s from %(source)s to %(target)s has no counterpart on the map.")
        params = {"type": raw.concept, "source": raw.source, "target": raw.target}
        findings.lost(Problem.UNMAPPED_RELATION, message, at=raw, **params)
    return found


def _is_end(
    raw: RawRelation, end: str, types: Mapping[str, str], relations: Container[str], findings: Findings
) -> bool:
    if types.get(end):
        return True
    if end in types or end in relations:
        message = _("The relation %(identifier)s ends in %(end)s, which was not read as an element.")
        findings.lost(Problem.UNREAD_END, message, at=raw, identifier=raw.identifier, end=end)
    else:
        message = _("The relation %(identifier)s ends in %(end)s, which is not in the file.")
        findings.lost(Problem.DANGLING_REFERENCE, message, at=raw, identifier=raw.identifier, end=end)
    return False


def _said_besides(raw: RawRelation, kind: str) -> Iterator[Property]:
    """Yield what the relation says that its kind does not: name, specialization, access type."""
    if raw.name and not is_name_of(kind, raw.name):
        yield "name", raw.name
    if raw.specialization and not is_name_of(kind, raw.specialization):
        yield "Specialization", raw.specialization
    if raw.concept == "Access" and raw.access != (KINDS[kind].access_type or "Access"):
        yield "accessType", raw.access
