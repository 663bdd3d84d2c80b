"""What the lines of a request would lead to, were they carried out as they stand."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from grunnmur.access.models import RequestLine
from grunnmur.access.queries.outlook import Outlook, Wanted, outlooks
from grunnmur.access.queries.sight import sees_access
from grunnmur.access.rules import Target
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor

GIVING = {RequestLine.Operation.ADD, RequestLine.Operation.EXTEND}


def outlooks_of(
    receiver_id: UUID, lines: Sequence[RequestLine], *, seen_by: Actor, is_decider: bool = False
) -> dict[UUID, Outlook]:
    """Return by line what each would lead to, on top of those before it; nothing for what ends or gets shorter.

    Conflicts tell what the person has: they are for who sees her access, and for who decides. Seats are numbers alone.
    """
    giving = [line for line in lines if line.operation in GIVING]
    wanted = [Wanted(Target(one.role_id, one.permission_id), Period.from_range(one.valid)) for one in giving]
    found = outlooks(receiver_id, wanted, seen_by=seen_by) if wanted else []
    if not (is_decider or sees_access(receiver_id, seen_by=seen_by)):
        found = [replace(one, conflicts=()) for one in found]
    return {line.pk: Outlook() for line in lines} | {line.pk: one for line, one in zip(giving, found, strict=True)}
