"""The map as the model of an exchange file."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid5

from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import EVERYWHERE, Actor
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import PAIRS
from grunnmur.landscape.exchange import model
from grunnmur.landscape.exchange.model import Property, identifier_of
from grunnmur.landscape.models import Element, ImportIdentity, Relation
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.queries.exports.details import Told, told_details, told_facts
from grunnmur.landscape.queries.exports.profiles import PROFILES, Profile, Redaction
from grunnmur.organisation import queries as organisation

EXCHANGE_SOURCE = "archimate"
"""The source whose ids elements keep in files: a tool that gave us its model knows them again."""
_FIT = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,199}")
_GRADES = ("need_k", "need_i", "need_t", "need_s", "rto_hours")
Names = Mapping[UUID, str]


@dataclass
class _Names:
    """How owners are written: by code, by name where they have none."""

    units: Names = field(default_factory=dict)
    functions: Names = field(default_factory=dict)

    def audience(self, keys: Sequence[str]) -> str:
        return "; ".join(self._key(key) for key in keys)

    def _key(self, key: str) -> str:
        prefix, _colon, value = key.partition(":")
        names = self.functions if prefix == "function" else self.units
        try:
            return f"{prefix}:{names[UUID(value)]}"
        except (ValueError, KeyError):
            return key


def map_model(profile: Profile, *, seen_by: Actor) -> model.Model:
    """Return what of the map a profile lets out: elements of today, and relations that hold today or later.

    Of what the exporter may not know of there is nothing, nor of relations to it. At most 20 statements, however many
    elements there are.
    """
    redaction = PROFILES[profile]
    rows = visible(seen_by=seen_by).filter(redaction.condition, type__in=redaction.types, retired_at=None)
    elements = list(rows.order_by("type", "pk"))
    ids = _identifiers(elements)
    return model.Model(
        id=current_tenant().pk,
        name=current_tenant().name,
        properties=(("profile", profile.value),),
        elements=tuple(_elements(elements, ids, redaction)),
        relations=tuple(_relations(ids)),
    )


def _identifiers(elements: Iterable[Element]) -> dict[UUID, model.Id]:
    """Return the identifier of each element: what the exchanging tool calls it, else our own."""
    ids: dict[UUID, model.Id] = {row.pk: row.pk for row in elements}
    given = ImportIdentity.objects.filter(source=EXCHANGE_SOURCE).order_by("external_id", "pk")
    for external_id, pk in given.values_list("external_id", "element_id"):
        known = model.id_of(external_id)
        is_taken = isinstance(known, UUID) and known in ids
        if (
            ids.get(pk) == pk
            and _FIT.fullmatch(external_id)
            and not is_taken
            and not external_id.startswith("property-")
        ):
            ids[pk] = known
    return ids


def _elements(rows: Sequence[Element], ids: Mapping[UUID, model.Id], redaction: Redaction) -> Iterator[model.Element]:
    names = _names() if redaction.has_owners else _Names()
    by_type: defaultdict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        by_type[row.type].append(row.pk)
    details: Told = told_details(by_type) if redaction.has_details else {}
    facts: Told = told_facts(by_type["system"]) if redaction.has_facts else {}
    for row in rows:
        told = (*_grades(row, names), *details.get(row.pk, ()), *facts.get(row.pk, ()))
        yield model.Element(
            id=ids[row.pk],
            type=row.type,
            name=row.name,
            summary=row.summary if row.type in redaction.told else "",
            **(_owned(row, names, told) if redaction.has_owners else {}),  # type: ignore[arg-type]  # fields by name
        )


def _owned(row: Element, names: _Names, properties: tuple[Property, ...]) -> dict[str, object]:
    return {
        "code": row.code,
        "owner_unit": names.units.get(row.owner_unit_id, "") if row.owner_unit_id else "",
        "owner_function": names.functions.get(row.owner_function_id, "") if row.owner_function_id else "",
        "lifecycle": row.lifecycle,
        "criticality": row.criticality,
        "properties": properties,
    }


def _grades(row: Element, names: _Names) -> Iterator[Property]:
    for name in _GRADES:
        value = getattr(row, name)
        if value is not None:
            yield name, str(value)
    if row.audience != ["everyone"]:
        yield "audience", names.audience(row.audience)


def _names() -> _Names:
    units = organisation.open_units(on=today(), within=EVERYWHERE).values_list("pk", "code", "name")
    functions = organisation.functions().values_list("pk", "code", "name")
    return _Names(
        units={pk: code or name for pk, code, name in units},
        functions={pk: code or name for pk, code, name in functions},
    )


def _relations(ids: Mapping[UUID, model.Id]) -> Iterator[model.Relation]:
    """Yield the relations between exported elements, the identifier made of what each is: the same wherever it lies."""
    rows = Relation.objects.filter(valid__overlap=Period(today(), None).to_range()).order_by("pk")
    for row in rows.iterator(5_000):
        if row.src_id not in ids or row.dst_id not in ids or (row.kind, row.src_type, row.dst_type) not in PAIRS:
            continue
        days = Period.from_range(row.valid)
        src, dst = ids[row.src_id], ids[row.dst_id]
        key = " ".join((identifier_of(src), row.kind, identifier_of(dst), str(days.lower or "")))
        yield model.Relation(
            id=uuid5(NAMESPACE_URL, key),
            kind=row.kind,
            src=src,
            dst=dst,
            strength=row.strength,
            valid_from=days.lower,
            valid_to=days.upper,
            note=row.note,
        )
