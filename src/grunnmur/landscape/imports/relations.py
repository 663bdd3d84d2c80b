"""From wished relations to lines: the source claims what it tells of; what others claim stays as it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop
from psycopg.types.range import Range

from grunnmur.core.imports.plan import END, Columns, Line
from grunnmur.core.periods import Period
from grunnmur.landscape.catalogue import KINDS
from grunnmur.landscape.imports.drafting import Draft, Told, range_text
from grunnmur.landscape.imports.register import Known, Register, shown_name
from grunnmur.landscape.imports.wishes import Triple, Wish, Wishes
from grunnmur.landscape.models import Relation, RelationClaim

COLUMNS = ("src_id", "dst_id", "src_type", "dst_type", "kind", "strength", "note", "valid")
CLAIM_COLUMNS = (
    "relation_id",
    "source",
    "source_ref",
    "strength",
    "claimed_at",
    "ended_at",
    "claimed_by",
)
SOURCE = RelationClaim.Source.IMPORT.value
Stored = Mapping[Triple, Sequence[Relation]]


def plan_relations(draft: Draft, wishes: Wishes, register: Register) -> None:
    """Add the lines about relations and about the source's claims to them. Three statements."""
    stored = _stored(draft, wishes)
    claims = _open_claims(draft)
    shared = _claimed_by_others(draft, stored)
    kept: set[UUID] = set()
    for wish in wishes.all:
        row = _same_days(stored.get(wish.triple, ()), wish.period(on=draft.on) if wish.says_days else None)
        if row is None:
            _plan_new(draft, wish)
            continue
        kept.add(row.pk)
        _plan_row(draft, wish, row, is_shared=row.pk in shared)
        _plan_claim(draft, wish, row, claims.get(row.pk))
    for relation_id, claim in claims.items():
        row = claim.relation
        if relation_id not in kept and wishes.is_ended(Triple(row.kind, row.src_id, row.dst_id)):
            _plan_end(draft, claim, register)


def _from_effective_day(draft: Draft) -> Range[date]:
    return Period(draft.on, None).to_range()


def _stored(draft: Draft, wishes: Wishes) -> Stored:
    """Return the relations of the effective day and after, of what the file relates, the first first."""
    found: defaultdict[Triple, list[Relation]] = defaultdict(list)
    sources = {wish.triple.src for wish in wishes.all}
    kinds = {wish.triple.kind for wish in wishes.all}
    rows = Relation.objects.filter(src_id__in=sources, kind__in=kinds, valid__overlap=_from_effective_day(draft))
    wanted = {wish.triple for wish in wishes.all}
    for row in rows.order_by("valid", "pk") if wanted else ():
        triple = Triple(row.kind, row.src_id, row.dst_id)
        if triple in wanted:
            found[triple].append(row)
    return found


def _open_claims(draft: Draft) -> Mapping[UUID, RelationClaim]:
    """Return what the source claims, by relation, among what whoever brought the file may know of."""
    claims = RelationClaim.objects.filter(
        source=SOURCE, source_ref=draft.source, ended_at=None, relation__valid__overlap=_from_effective_day(draft)
    )
    return {claim.relation_id: claim for claim in claims.select_related("relation").order_by("relation_id")}


def _claimed_by_others(draft: Draft, stored: Stored) -> frozenset[UUID]:
    ids = [row.pk for rows in stored.values() for row in rows]
    claims = RelationClaim.objects.filter(relation_id__in=ids, ended_at=None)
    return frozenset(claims.exclude(source=SOURCE, source_ref=draft.source).values_list("relation_id", flat=True))


def _same_days(rows: Sequence[Relation], wanted: Period | None) -> Relation | None:
    """Return the relation that a wish is about: the first that shares a day with it."""
    if wanted is None:
        return next(iter(rows), None)
    return next((row for row in rows if Period.from_range(row.valid).overlaps(wanted)), None)


def _told(wish: Wish, table: str) -> Told:
    is_shielded = wish.src.is_shielded or wish.dst.is_shielded
    return Told(table=table, title=_title(wish.src, wish.dst), record=wish.record, is_shielded=is_shielded)


def _title(src: Known, dst: Known) -> str:
    return f"{src.name} → {dst.name}"


def _plan_new(draft: Draft, wish: Wish) -> None:
    strength = KINDS[wish.triple.kind].strength if wish.strength is None else wish.strength
    period = wish.period(on=draft.on)
    relation_id = draft.new_id("relations", f"{wish.triple}:{period.lower}")
    columns: Columns = {
        "src_id": str(wish.triple.src),
        "dst_id": str(wish.triple.dst),
        "src_type": wish.src.type,
        "dst_type": wish.dst.type,
        "kind": wish.triple.kind,
        "strength": strength,
        "note": wish.note or "",
        "valid": range_text(period),
    }
    _told(wish, "relations").add(draft, relation_id, columns)
    _add_claim(draft, wish, relation_id, strength)


def _add_claim(draft: Draft, wish: Wish, relation_id: UUID, strength: int) -> None:
    columns: Columns = {
        "relation_id": str(relation_id),
        "source": SOURCE,
        "source_ref": draft.source,
        "strength": strength,
        "claimed_at": draft.run.uploaded_at.isoformat(),
        "ended_at": None,
        "claimed_by": draft.run.uploader_name[:200],
    }
    _told(wish, "claims").add(draft, draft.new_id("claims", str(relation_id)), columns)


def _plan_row(draft: Draft, wish: Wish, row: Relation, *, is_shared: bool) -> None:
    """Change note and days where the file says others; days only if nobody else claims the relation."""
    before = {"note": row.note, "valid": range_text(Period.from_range(row.valid))}
    after: Columns = {} if wish.note is None else {"note": wish.note}
    if wish.says_days and is_shared and before["valid"] != range_text(wish.period(on=draft.on)):
        message = gettext_noop("Others say that these hang together too, so the days of the relation stay as they are.")
        draft.reading.warn(wish.record, message, at="valid_from")
    elif wish.says_days:
        after["valid"] = range_text(_days(wish, row, on=draft.on))
    _told(wish, "relations").change(draft, row.pk, before, after)


def _days(wish: Wish, row: Relation, *, on: date) -> Period:
    """Return the days of a wish; where the file does not say the first, it stays."""
    wanted = wish.period(on=on)
    return wanted if wish.first else Period(Period.from_range(row.valid).lower, wanted.upper)


def _plan_claim(draft: Draft, wish: Wish, row: Relation, claim: RelationClaim | None) -> None:
    if claim is None:
        _add_claim(draft, wish, row.pk, KINDS[row.kind].strength if wish.strength is None else wish.strength)
    elif wish.strength is not None:
        _told(wish, "claims").change(draft, claim.pk, {"strength": claim.strength}, {"strength": wish.strength})


def _plan_end(draft: Draft, claim: RelationClaim, register: Register) -> None:
    ends = [register.by_id.get(pk) for pk in (claim.relation.src_id, claim.relation.dst_id)]
    title = " → ".join(shown_name(known) if known else "•••" for known in ends)
    is_shielded = any(known is None or known.is_shielded for known in ends)
    after = {"ended_at": draft.run.uploaded_at.isoformat()}
    draft.lines.append(Line("claims", END, title, claim.pk, {"ended_at": None}, after, is_shielded))
    draft.count("ended")
