"""Which element a row means: by the source's id, else by code, else by its exact name within the type.

Two hits are a conflict; a similar name is only told.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.landscape.imports.drafting import Draft, Item, plain_name
from grunnmur.landscape.imports.register import OWN, Known, Register, shown_name
from grunnmur.landscape.imports.shapes import TYPE_OF

BY_CODE, BY_NAME = "code=", "name="
"""How a row without an id of its own is known again."""
HOW_CONFLICT = gettext_noop("Give the row the code, or the id, of the one that is meant.")


def match_rows(draft: Draft, register: Register) -> None:
    """Find or make the element of every row that is about one; what cannot be told apart is refused."""
    for table in ("elements", *TYPE_OF):
        for record in draft.records(table):
            element_type = TYPE_OF.get(table) or record.get("type")
            if record.is_wrong:
                _note_error(record, register)
            elif item := _match(draft, record, element_type, register):
                draft.items.append(item)
            else:
                _note_error(record, register)
    _refuse_doubles(draft, register)
    for item in draft.items:
        if item.is_new:
            values = item.record.values
            register.add(Known(item.id, item.type, values.get("code", ""), values["name"]))
        for external_id in names_in_source(item):
            register.call(external_id, item.id)


def names_in_source(item: Item) -> list[str]:
    """Return what the source calls an element: its id there, else, for what is the map's own, its code or name."""
    values = item.record.values
    if values.get("external_id"):
        return [values["external_id"]]
    return [_substitute(item.record, item.type)] if item.type in OWN else []


def forget_wrong(draft: Draft, register: Register) -> None:
    """Let new elements whose rows turned out to be in error be unknown, so that nothing hangs on them."""
    for derived, records in draft.derived:
        derived.is_wrong = derived.is_wrong or all(record.is_wrong for record in records)
    for item in draft.items:
        if item.is_new and item.record.is_wrong and item.id in register.by_id:
            register.forget(register.by_id[item.id])
            _note_error(item.record, register)


def _substitute(record: Record, element_type: str) -> str:
    code, name = record.get("code"), plain_name(record.values["name"])
    return (f"{BY_CODE}{element_type}:{code}" if code else f"{BY_NAME}{element_type}:{name}")[:200]


def _note_error(record: Record, register: Register) -> None:
    for name in ("external_id", "code", "name"):
        if record.get(name):
            register.in_error.setdefault(plain_name(record.get(name)), record.row)


def _match(draft: Draft, record: Record, element_type: str, register: Register) -> Item | None:
    """Return the element of a row; None, with a finding, when it cannot be told."""
    hits = _hits(draft, record, element_type, register)
    if hits is None:
        return None
    if len(hits) > 1:
        told = ", ".join(sorted({shown_name(known) for known in hits}))
        message = gettext_noop("This row may mean several that are on the map already: %(names)s.")
        draft.reading.refuse(record, message, at="name", how=HOW_CONFLICT, names=told)
        return None
    if hits:
        return Item(record, element_type, hits[0].id, is_new=False, is_shielded=hits[0].is_shielded)
    return _new(draft, record, element_type, register)


def _hits(draft: Draft, record: Record, element_type: str, register: Register) -> list[Known] | None:
    external_id, code = record.get("external_id") or "", record.get("code") or ""
    by_id = register.called(external_id or _substitute(record, element_type))
    if by_id and by_id.type != element_type:
        message = gettext_noop("The source calls something of another type this: %(name)s.")
        draft.reading.refuse(record, message, at="external_id", how=HOW_CONFLICT, name=shown_name(by_id))
        return None
    if by_id and by_id.is_retired:
        message = gettext_noop("“%(name)s” was taken off the map. It is not put back by a file.")
        how = gettext_noop("Take the row out of the file, or give it another id.")
        draft.reading.refuse(record, message, at="name", how=how, name=shown_name(by_id))
        return None
    by_code = register.coded(code, {element_type}) if code else []
    found = {known.id: known for known in ([by_id] if by_id else []) + by_code}
    return list(found.values()) or _by_name(record, element_type, register)


def _by_name(record: Record, element_type: str, register: Register) -> list[Known]:
    """Return what has the row's name, unless codes or the source's ids say that they are different things."""
    code, external_id = record.get("code"), record.get("external_id")
    return [
        known
        for known in register.named(record.values["name"], {element_type})
        if not (code and known.code) and not (external_id and _has_other_id(known, register))
    ]


def _has_other_id(known: Known, register: Register) -> bool:
    return any(not alias.startswith((BY_CODE, BY_NAME)) for alias in register.aliases.get(known.id, ()))


def _new(draft: Draft, record: Record, element_type: str, register: Register) -> Item | None:
    code = record.get("code") or ""
    if element_type not in OWN:
        draft.reading.refuse(
            record,
            gettext_noop("This was not found on the map, and belongs to another part of Grunnmur, which tells of it."),
            at="name",
            how=gettext_noop("Register it there first, or correct its id, code or name."),
        )
        return None
    if (element_type, code.casefold()) in register.hidden_codes:
        message = gettext_noop("The code is taken by another.")
        draft.reading.refuse(record, message, at="code", how=gettext_noop("Give the row another code."))
        return None
    key = record.get("external_id") or _substitute(record, element_type)
    return Item(record, element_type, draft.new_id("elements", f"{element_type}:{key}"), is_new=True)


def _refuse_doubles(draft: Draft, register: Register) -> None:
    """Refuse rows that mean the same element, or the same new one."""
    alike: defaultdict[object, list[Item]] = defaultdict(list)
    for item in draft.items:
        values = item.record.values
        alike[item.id].append(item)
        if values.get("code"):
            alike[item.type, values["code"].casefold()].append(item)
    for same in alike.values():
        _refuse_all(draft, same, register)
    _refuse_shared_ids(draft, register)
    draft.items = [item for item in draft.items if not item.record.is_wrong]


def _refuse_shared_ids(draft: Draft, register: Register) -> None:
    """Refuse rows of different types that the source calls by one id: its next file could mean either."""
    called: defaultdict[str, list[Item]] = defaultdict(list)
    for item in draft.items:
        if external_id := item.record.get("external_id"):
            called[external_id].append(item)
    for same in called.values():
        if len({item.type for item in same}) < 2:
            continue
        rows = ", ".join(f"{item.record.sheet} {item.record.row}" for item in same)
        for item in same:
            message = gettext_noop("Things of different types have this id in the source: %(rows)s. None was used.")
            how = gettext_noop("Give each thing an id of its own, or bring each table in as a source of its own.")
            draft.reading.refuse(item.record, message, at="external_id", how=how, rows=rows)
            _note_error(item.record, register)


def _refuse_all(draft: Draft, same: Iterable[Item], register: Register) -> None:
    records = {(item.record.sheet, item.record.row): item.record for item in same}
    if len(records) < 2:
        return
    rows = ", ".join(str(record.row) for record in records.values())
    for record in records.values():
        if not record.is_wrong:
            message = gettext_noop("The rows %(rows)s mean the same; none of them was used.")
            draft.reading.refuse(record, message, at="name", how=gettext_noop("Keep one of the rows."), rows=rows)
        _note_error(record, register)
