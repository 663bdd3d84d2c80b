"""What the factory asks of people, and tells them: tasks and notifications."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, System, members_of, person_of
from grunnmur.publishing.events import LinkBroken
from grunnmur.publishing.models import ApprovalRequest, Item, LineMember, Version, WebAddress
from grunnmur.publishing.queries.approvals import said_yes
from grunnmur.publishing.queries.references import items_leading_to_item
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.queries import open_task_ids, open_tasks_by_key, open_tasks_with_keys
from grunnmur.worklist.rules import NewTask

BROKEN_LINK = "publishing.broken_link"
WEB = "web:"  # begins the key of a task about an address of the web
INFORMATION = "publishing.information"
ASSURE_TASK, APPROVE_TASK, MEND_TASK = "publishing.assure", "publishing.approve", "publishing.mend"
OF_VERSIONS = (ASSURE_TASK, APPROVE_TASK, MEND_TASK)
READ_TASK = "publishing.read"
VERSION, ITEM, FEEDBACK = "publishing_version", "publishing_item", "publishing_feedback"
GRUNNMUR = System("Grunnmur")


def holders_today(line_id: UUID | None, part: str) -> list[UUID]:
    """Return who has a part in a line today."""
    rows = LineMember.objects.filter(line_id=line_id, part=part, valid__contains=today())
    return list(rows.values_list("person_id", flat=True))


def ask_assurers(version: Version, *, but: Collection[UUID], by: Actor) -> None:
    """Ask the assurers of the line who have not worked on a version to look at it."""
    assurers = set(holders_today(version.item.line_id, LineMember.Part.ASSURER)) - set(but)
    tasks = [
        _task(
            ASSURE_TASK,
            gettext_noop("Look at %(title)s, version %(version)s: is it good enough to be approved?"),
            version,
            dedupe_key=f"{version.pk}:{person}",
            person_id=person,
        )
        for person in sorted(assurers)
    ]
    worklist.open_tasks(tasks, by=by)


def ask_approvers(version: Version, requests: Sequence[ApprovalRequest], *, by: Actor) -> None:
    """Ask those who can say yes to a version and have not; one task a group."""
    said = sorted(said_yes(version.pk))
    message = gettext_noop("Approve %(title)s, version %(version)s, or send it back.")
    groups = {request.key: request for request in requests}
    tasks = [
        _task(
            APPROVE_TASK,
            message,
            version,
            dedupe_key=f"{version.pk}:{key}",
            group_key=key,
            spared=said,
            due_date=request.due_date,
        )
        for key, request in groups.items()
    ]
    worklist.open_tasks(tasks, by=by)


def ask_author(version: Version, *, by: Actor) -> None:
    """Ask the author of a version that was sent back to mend it."""
    if version.author_person_id:
        message = gettext_noop("%(title)s, version %(version)s, was sent back to you. Read why, and mend it.")
        task = _task(MEND_TASK, message, version, dedupe_key=str(version.pk), person_id=version.author_person_id)
        worklist.open_tasks([task], by=by)


def tell_of_broken_links(target: Item, *, by: Actor) -> None:
    """Ask those who own what leads to a withdrawn item to replace the links. Once for each item that leads there."""
    found = items_leading_to_item(target.pk)
    message = gettext_noop("%(title)s leads to %(target)s, which is withdrawn. Replace the link.")
    tasks = [
        _mend_link(item, message, dedupe_key=f"{item.pk}:{target.pk}", target=target.title)
        for item in found
        if _owner_of(item)
    ]
    worklist.open_tasks(tasks, by=by)
    for item in found:
        publish(LinkBroken(item.pk, target.pk))


def tell_of_broken_addresses(found: Mapping[WebAddress, Sequence[Item]]) -> None:
    """Ask those who own what leads to broken addresses to replace the links, and take back what is mended.

    found: all that are broken, each with what leads there. Harmless when run twice.
    """
    message = gettext_noop("%(title)s leads to %(url)s, which does not answer any more. Replace the link.")
    tasks = [
        _mend_link(item, message, dedupe_key=f"{WEB}{item.pk}:{address.pk}", url=address.url)
        for address, items in found.items()
        for item in items
        if _owner_of(item)
    ]
    wanted = {task.dedupe_key for task in tasks}
    mended = [task for key, task in open_tasks_by_key(BROKEN_LINK, prefix=WEB).items() if key not in wanted]
    worklist.cancel_tasks(mended, by=GRUNNMUR)
    worklist.open_tasks(tasks, by=GRUNNMUR)


def _mend_link(item: Item, message: str, *, dedupe_key: str, **said: str) -> NewTask:
    """Return the task to replace a link in an item, for those who own it; said: what the message names beside it."""
    return NewTask(
        kind=BROKEN_LINK,
        message=message,
        params={"title": item.title, **said},
        dedupe_key=dedupe_key,
        subject_kind=ITEM,
        subject_id=item.pk,
        group_key=_owner_of(item),
    )


def _owner_of(item: Item) -> str:
    """Return the group key of those who own an item, else of who leads its unit; blank if nobody does."""
    return item.owner_key or (f"leader:{item.owner_unit_id}" if item.owner_unit_id else "")


def tell_of_valid(version: Version, *, is_correction: bool, by: Actor) -> None:
    """Tell who owns an item, and who wrote the version, that it is valid, for their information. Not who did it."""
    item = version.item
    told: set[UUID | None] = set(members_of(item.owner_key, today())) if item.owner_key else set()
    told = (told | {version.author_person_id}) - {None, person_of(by)}
    message = (
        gettext_noop("%(title)s was corrected, and is valid as version %(version)s.")
        if is_correction
        else gettext_noop("%(title)s, version %(version)s, is valid.")
    )
    worklist.notify(
        sorted(one for one in told if one),
        kind=INFORMATION,
        message=message,
        params={"title": item.title, "version": str(version)},
        subject=(VERSION, version.pk),
    )


def forget_asking(version_id: UUID) -> None:
    """Take back what is asked of people about a version."""
    found = [task for kind in OF_VERSIONS for task in open_task_ids(kind, subject_id=version_id)]
    worklist.cancel_tasks(found, by=GRUNNMUR)


def forget_reading(duty_ids: Collection[UUID]) -> None:
    """Take back what was asked of readers: they have confirmed, or do not have to read it any more."""
    found = open_tasks_with_keys(READ_TASK, [str(duty) for duty in duty_ids]) if duty_ids else []
    if found:
        worklist.cancel_tasks(found, by=GRUNNMUR)


def _task(kind: str, message: str, version: Version, **facts: object) -> NewTask:
    return NewTask(
        kind=kind,
        message=message,
        params={"title": version.item.title, "version": str(version)},
        subject_kind=VERSION,
        subject_id=version.pk,
        **facts,  # type: ignore[arg-type]  # columns of NewTask, each named by its caller
    )
