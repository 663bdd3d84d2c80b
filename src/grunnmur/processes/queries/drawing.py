"""A draft as the editor opens it, who else has it open, and drawings that gave way to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.models import User
from grunnmur.core.permissions import Actor
from grunnmur.landscape import queries as landscape
from grunnmur.processes.bpmn.edit import Document
from grunnmur.processes.bpmn.linking import KINDS, WEB
from grunnmur.processes.bpmn.model import Node
from grunnmur.processes.models import DraftVisit, DrawingCopy, Lane, ProcessVersion
from grunnmur.processes.queries.factory import gates
from grunnmur.processes.queries.reading import ReadProcess, find_draft
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import GateResult, WrongStateError

HERE = timedelta(seconds=90)  # a page says every half minute that it is open
LINKED = tuple(kind for kind in KINDS if kind not in {"template", "form", WEB})
LETTER, RESPONSIBLE = "letter", "U"


@dataclass(frozen=True)
class OtherEditor:
    """Somebody else who has the draft open, and since when."""

    name: str
    since: datetime


def find_draft_to_edit(version_id: UUID, *, seen_by: Actor) -> ReadProcess:
    """Return a draft to somebody who may change its drawing.

    Raises Version.DoesNotExist, also for one that is not for the asker; PermissionDenied for somebody who may see it
    only; WrongStateError for one that was sent in: changing it would undo what others decided.
    """
    seen = publishing.find_version(version_id, seen_by=seen_by)
    if not seen.standing.may_draft:
        raise PermissionDenied(_("Only modellers and the flow chief of the line, and the owner, may do this."))
    if seen.version.state != Version.State.DRAFT:
        raise WrongStateError(_("It was sent in. Only a draft can be drawn on; let it be sent back first."))
    return find_draft(version_id, seen_by=seen_by)


def file_to_edit(read: ReadProcess) -> bytes:
    """Return a draft's file for the editor: with the roles its lanes have, and a drawing of every step.

    That somebody does what lies in her lane is left to the lane, so that a step that is moved gets another doer.
    No statements.
    """
    document = Document.of(bytes(read.row.xml))
    document.name_plainly()
    document.draw_missing()
    lanes = {lane.element_id: lane for lane in read.lanes}
    for lane in lanes.values():
        if lane.process_role:
            document.set_role(lane.element_id, str(lane.process_role.pk), name=lane.process_role.name)
    for process in document.model.processes:
        for node in process.nodes:
            facts = _without_doer(node, lanes.get(node.lane))
            if len(facts) != len(node.ext):
                document.set_facts(node.id, facts)
    return document.write()


def _without_doer(node: Node, lane: Lane | None) -> list[tuple[str, str]]:
    if lane is None:
        return list(node.ext)
    role = lane.process_role
    names = {_plain(name) for name in (lane.name, *((role.name, *role.synonyms) if role else ()))}
    return [(key, value) for key, value in node.ext if not (key == LETTER and _is_doer(value, names))]


def _is_doer(value: str, names: set[str]) -> bool:
    letter, _colon, role = value.partition(":")
    return letter == RESPONSIBLE and _plain(role) in names


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().rstrip(".")


def findings_in(version_id: UUID) -> Sequence[GateResult]:
    """Return what the gates of the kind say of a drawing as it is saved, each with the element it is about."""
    return [result for result in gates(version_id) if result.anchor]


def names_on_the_map(*, seen_by: Actor) -> dict[str, list[str]]:
    """Return the names of today's documents, systems and laws that the asker may know of, by kind. One statement."""
    rows = landscape.visible(seen_by=seen_by).filter(type__in=LINKED, retired_at=None)
    found: dict[str, list[str]] = {kind: [] for kind in LINKED}
    for kind, name in rows.order_by("sort_key", "pk").values_list("type", "name")[:2000]:
        found[kind].append(name)
    return found


def others_at_work(row: ProcessVersion, *, seen_by: User) -> list[OtherEditor]:
    """Return who else has a draft open right now, the first to open it first. One statement."""
    visits = DraftVisit.objects.filter(process_version=row, seen_at__gt=now() - HERE).select_related("user")
    others = visits.exclude(user_id=seen_by.pk).order_by("since", "pk")
    return [OtherEditor(str(visit.user), visit.since) for visit in others]


def last_save_of(row: ProcessVersion) -> DraftVisit | None:
    """Return the visit in which a draft's drawing was last saved in the editor, with its user. One statement."""
    return (
        DraftVisit.objects.filter(process_version=row, saved_at__isnull=False)
        .select_related("user")
        .order_by("-saved_at")
        .first()
    )


def copies_of(row: ProcessVersion) -> list[DrawingCopy]:
    """Return the drawings of a draft that gave way to others, the latest first, at most 20; without their files."""
    return list(DrawingCopy.objects.filter(process_version=row).defer("xml").order_by("-kept_at", "pk")[:20])


def find_copy(row: ProcessVersion, asked: str) -> DrawingCopy:
    """Return one of them by its id as an address has it. Raises DrawingCopy.DoesNotExist, also for what is no id."""
    try:
        copy_id = UUID(asked)
    except ValueError as error:
        raise DrawingCopy.DoesNotExist from error
    return DrawingCopy.objects.get(pk=copy_id, process_version=row)
