"""What is sent and received about any element, whatever its type."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import ElementFacts

Grade = Annotated[int, Field(ge=1, le=4)]
GroupKey = Annotated[str, Field(max_length=120, pattern=r"^everyone$|^[a-z]+:\S+$")]
OWN = ("name", "code", "summary", "lifecycle", "criticality", "need_k", "need_i", "need_t", "need_s", "rto_hours")
OWNERS = ("owner_unit_id", "owner_function_id")


class ElementIn(Schema):
    """What is known of every element. Grades are 1 to 4, null where nobody has judged."""

    name: str = Field(min_length=1, max_length=200, pattern=r"\S")
    code: str = Field(default="", max_length=40)
    summary: str = Field(default="", max_length=2000)
    owner_unit_id: UUID | None = None
    owner_function_id: UUID | None = None
    contact_person_id: UUID | None = None
    lifecycle: Element.Lifecycle = Element.Lifecycle.ACTIVE
    criticality: Grade | None = None
    need_k: Grade | None = None
    need_i: Grade | None = None
    need_t: Grade | None = None
    need_s: Grade | None = None
    rto_hours: int | None = Field(default=None, ge=0, le=100_000)
    audience: list[GroupKey] = Field(default=["everyone"], min_length=1, max_length=20)

    def facts(self) -> ElementFacts:
        """Return what was sent about the element itself."""
        sent = {name: getattr(self, name) for name in (*OWN, *OWNERS, "contact_person_id")}
        return ElementFacts(**sent | {"lifecycle": self.lifecycle.value}, audience=tuple(self.audience))


class ElementOut(Schema):
    """An element of any type. `audience` are the group keys of those who may know of it."""

    id: UUID
    type: str
    name: str
    code: str
    summary: str
    owner_unit_id: UUID | None
    owner_function_id: UUID | None
    lifecycle: Element.Lifecycle
    criticality: int | None
    need_k: int | None
    need_i: int | None
    need_t: int | None
    need_s: int | None
    rto_hours: int | None
    audience: list[str]
    changed_at: datetime
    retired_at: datetime | None


def columns_of(element: Element) -> dict[str, Any]:  # Any: columns
    """Return an element as `ElementOut` has it."""
    own = {name: getattr(element, name) for name in (*OWN, *OWNERS, "audience", "changed_at", "retired_at")}
    return own | {"id": element.pk, "type": element.type}
