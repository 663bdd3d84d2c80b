"""What people write down about an element."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ElementFacts:
    """An element of the map's own types, as it is typed in.

    Grades are 1–4, None where nobody has judged. rto_hours: the longest it may be away. audience: group keys of those
    who may know of it.
    """

    name: str
    code: str = ""
    summary: str = ""
    owner_unit_id: UUID | None = None
    owner_function_id: UUID | None = None
    contact_person_id: UUID | None = None
    lifecycle: str = "active"
    criticality: int | None = None
    need_k: int | None = None
    need_i: int | None = None
    need_t: int | None = None
    need_s: int | None = None
    rto_hours: int | None = None
    audience: tuple[str, ...] = ("everyone",)
