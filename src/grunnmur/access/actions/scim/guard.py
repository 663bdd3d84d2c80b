"""The guard of what a source ends: more than usual in a day waits until a person has looked, as with imports."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.access.actions.scim.refusals import HeldBackError, NoReasonError, NotHeldError
from grunnmur.access.models import ScimClient, ScimHold, ScimUser
from grunnmur.core.clock import today
from grunnmur.core.imports.guard import Measure
from grunnmur.core.models import User
from grunnmur.core.permissions import System, require
from grunnmur.organisation.rules import RELEASE_IMPORT
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask

TASK_KIND = "access.release_scim"
AT_LEAST, PERCENT = 10, 2  # as an HR file may end
DAY = timedelta(days=1)


def require_room(client: ScimClient, *, at: datetime) -> None:
    """Do nothing if the source may end one more person's work. Raises HeldBackError."""
    holds = ScimHold.objects.filter(client=client)
    passes_until = holds.aggregate(latest=Max("passes_until"))["latest"]
    if passes_until and at < passes_until:
        return
    since = max(at - DAY, passes_until or at - DAY)
    users = ScimUser.objects.filter(client=client)
    ended = users.filter(ended_at__gt=since).count()
    working = users.filter(deleted_at=None).exclude(is_active=False).count()
    wanted = Measure(
        message=gettext_noop("%(count)s employments end (at most %(limit)s)"),
        count=ended + 1,
        total=ended + working,
        at_least=AT_LEAST,
        percent=PERCENT,
    )
    if wanted.is_exceeded or holds.filter(released_at=None).exists():
        sentence = _("This ends more employments in a day than passes unseen. Somebody here must release it first.")
        raise HeldBackError(sentence, client_id=client.pk, ended=ended, limit=wanted.limit)


@transaction.atomic
def hold_client(refusal: HeldBackError, *, at: datetime) -> ScimHold:
    """Remember that a client was held back, and ask somebody who may to look. Harmless when it is held already."""
    hold, is_new = ScimHold.objects.get_or_create(
        client_id=refusal.client_id,
        released_at=None,
        defaults={"ended": refusal.ended, "limit": refusal.limit, "held_at": at},
    )
    if is_new:
        worklist.open_task(_task(hold), by=System("Grunnmur"))
    return hold


def _task(hold: ScimHold) -> NewTask:
    return NewTask(
        kind=TASK_KIND,
        message=gettext_noop("“%(name)s” wants to end more employments than usual. Look at it, and release it."),
        params={"name": hold.client.name},
        dedupe_key=str(hold.client_id),
        subject_kind="scim_client",
        subject_id=hold.client_id,
        group_key=f"may:{RELEASE_IMPORT}",
        due_date=today(),
    )


@transaction.atomic
def release_client(client_id: UUID, *, reason: str, by: User, at: datetime) -> ScimHold:
    """Let a client end what it wants for a day.

    Raises PermissionDenied (needs organisation.release_import), NotHeldError, NoReasonError.
    """
    require(by, RELEASE_IMPORT)
    hold = ScimHold.objects.select_for_update().filter(client_id=client_id, released_at=None).first()
    if hold is None:
        raise NotHeldError(_("Nothing is held back here."))
    if not reason.strip():
        raise NoReasonError(_("Say why this may go on."))
    hold.released_at, hold.released_by, hold.reason, hold.passes_until = at, by, reason.strip(), at + DAY
    hold.save(update_fields=["released_at", "released_by", "reason", "passes_until"])
    worklist.cancel_tasks(tasks.open_task_ids(TASK_KIND, subject_id=client_id), by=System("Grunnmur"))
    return hold
