"""Deciding what becomes of old documents. The documents themselves are never touched."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, person_of
from grunnmur.publishing.actions.board import put_cards
from grunnmur.publishing.actions.lines import require_leads
from grunnmur.publishing.models import Card, IntakeItem, Item, Station
from grunnmur.publishing.queries.versions import find_item
from grunnmur.publishing.rules import OldDocument, TidyError, all_kinds

Decision = IntakeItem.Decision
NAMED = 3  # so many titles in a refusal


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of some old documents. target: the code of what they are merged into. archiving: for discarding."""

    decision: str
    reason: str = ""
    archiving: str = ""
    target: str = ""


@transaction.atomic
def decide_documents(line_id: UUID, ids: Collection[UUID], verdict: Verdict, *, by: Actor) -> UUID:
    """Decide what becomes of old documents of a line; returns what they are known by as decided together.

    What is kept becomes drafts where a kind of content takes it, else a card; what is rewritten becomes a card. A
    decision may be changed while nobody has begun on its card. The statements do not grow with the documents.
    Raises PermissionDenied (the line's chief, or the factory's owner), IntakeItem.DoesNotExist, TidyError.
    """
    rows = _locked(line_id, ids, by=by)
    if verdict.decision not in set(Decision.values) - {Decision.UNDECIDED}:
        raise TidyError(_("Choose what becomes of them."))
    target = _target(verdict, by=by)
    _require_reason(verdict)
    _clear(rows)
    batch = uuid4()
    IntakeItem.objects.filter(pk__in=[row.pk for row in rows]).update(
        decision=verdict.decision,
        reason=verdict.reason.strip()[:500],
        archiving=verdict.archiving if verdict.decision == Decision.DISCARD else "",
        target=target,
        card=None,
        decision_batch=batch,
        decided_by=person_of(by),
        decided_name=str(by)[:200],
        decided_at=now(),
    )
    _begin(line_id, rows, verdict, by=by)
    return batch


@transaction.atomic
def take_back(line_id: UUID, ids: Collection[UUID], *, by: Actor) -> None:
    """Let old documents be undecided again; their cards go if nobody has begun on them.

    Raises PermissionDenied, IntakeItem.DoesNotExist, TidyError.
    """
    rows = _locked(line_id, ids, by=by)
    _clear(rows)
    IntakeItem.objects.filter(pk__in=[row.pk for row in rows]).update(
        decision=Decision.UNDECIDED,
        reason="",
        archiving="",
        target=None,
        card=None,
        decision_batch=None,
        decided_by=None,
        decided_name="",
        decided_at=None,
    )


@transaction.atomic
def undo_decision(line_id: UUID, batch: UUID, *, by: Actor) -> int:
    """Take back what was decided together; returns how many. Raises as `take_back`."""
    ids = IntakeItem.objects.filter(line_id=line_id, decision_batch=batch).values_list("pk", flat=True)
    found = set(ids)
    take_back(line_id, found, by=by)
    return len(found)


def _locked(line_id: UUID, ids: Collection[UUID], *, by: Actor) -> list[IntakeItem]:
    require_leads(line_id, by=by)
    wanted = set(ids)
    rows = IntakeItem.objects.select_for_update(of=("self",)).filter(line_id=line_id, pk__in=wanted)
    found = list(rows.select_related("card__station").order_by("sort_key", "pk"))
    if not wanted or len(found) != len(wanted):
        raise IntakeItem.DoesNotExist
    return found


def _target(verdict: Verdict, *, by: Actor) -> Item | None:
    if verdict.decision != Decision.MERGE:
        return None
    code = verdict.target.strip().upper()
    try:
        return find_item(code, seen_by=by)
    except Item.DoesNotExist as error:
        raise TidyError(_("Nothing here has the code %(code)s.") % {"code": code or "–"}) from error


def _require_reason(verdict: Verdict) -> None:
    if verdict.decision != Decision.DISCARD:
        return
    if verdict.archiving not in IntakeItem.Archiving.values:
        raise TidyError(_("Say whether it is not worth archiving, or archived already."))
    if not verdict.reason.strip():
        raise TidyError(_("Say why it is discarded."))


def _clear(rows: Sequence[IntakeItem]) -> None:
    """Take away the cards of earlier decisions. Raises TidyError where somebody has begun on one, or on a draft."""
    begun = [row.title for row in rows if _is_begun(row)]
    if begun:
        titles = ", ".join(begun[:NAMED])
        raise TidyError(_("Somebody has begun on %(titles)s. What was decided about that stays.") % {"titles": titles})
    cards = [row.card_id for row in rows if row.card_id]
    if cards:
        IntakeItem.objects.filter(card_id__in=cards).update(card=None)
        Card.objects.filter(pk__in=cards).delete()


def _is_begun(row: IntakeItem) -> bool:
    if row.decision != Decision.MERGE and row.target_id:
        return True
    card = row.card
    return card is not None and (card.done_at is not None or card.station.key != Station.Key.INTAKE)


def _begin(line_id: UUID, rows: Sequence[IntakeItem], verdict: Verdict, *, by: Actor) -> None:
    """Make drafts of what is kept where a kind takes it, and cards of everything else that means work."""
    if verdict.decision in {Decision.MERGE, Decision.DISCARD}:
        return
    made = _kept(rows, by=by) if verdict.decision == Decision.KEEP else {}
    for row in rows:
        row.target_id = made.get(row.pk)
    left = [row for row in rows if row.target_id is None]
    for row, card in zip(left, put_cards(line_id, [row.title for row in left], kind=Card.Kind.TIDY), strict=True):
        row.card = card
    IntakeItem.objects.bulk_update(rows, ["card", "target"])


def _kept(rows: Sequence[IntakeItem], *, by: Actor) -> dict[UUID, UUID]:
    keep = next((kind.keep for kind in all_kinds() if kind.keep), None)
    if keep is None:
        return {}
    documents = [
        OldDocument(id=row.pk, line_id=row.line_id, title=row.title, path=row.path, owner_hint=row.owner_hint)
        for row in rows
    ]
    return dict(keep(documents, by))
