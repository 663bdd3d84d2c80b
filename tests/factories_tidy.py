"""Old documents on a line's tidy list, for tests. Enter a municipality first."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from grunnmur.core.clock import now
from grunnmur.publishing.actions.likeness import regroup
from grunnmur.publishing.models import IntakeItem

TITLES = ("Plan for ferie", "Kopi", "Rutine for nøkler og kort", "Rutine for nøkler og kort 2")
CONTENTS = ("a", "a", "b", "c")


def make_documents(line_id: UUID, *, source: str = "intranett", titles: Sequence[str] = TITLES) -> list[IntakeItem]:
    """Put documents on a line's list; the first two of the usual four have the same content, the others like titles."""
    rows = [
        IntakeItem.objects.create(
            line_id=line_id,
            source_system=source,
            path=f"/{'plan' if number == 0 else 'annet'}/{number}.docx",
            title=title,
            sha256=hashlib.sha256(CONTENTS[number].encode()).hexdigest() if titles == TITLES else "",
            size=1000 + number,
            owner_hint="Arkivet" if number == 0 else "",
            imported_at=now(),
        )
        for number, title in enumerate(titles)
    ]
    regroup(line_id)
    return rows
