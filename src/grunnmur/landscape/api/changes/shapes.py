"""What is sent and received about changes."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import TypeAdapter, model_validator

from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.models import ChangeCase, ChangeStep
from grunnmur.landscape.rules.changes import OPERATIONS, Outcome, Step

STEPS = {code.value: step for step, code in OPERATIONS.items()}


def _fields(step: type) -> set[str]:
    return {field.name for field in fields(step)}


class CaseIn(Schema):
    """What a change case is about. owner_unit_id: the unit that answers for it."""

    title: str = Field(min_length=1, max_length=200, pattern=r"\S")
    why: str = Field(default="", max_length=10_000)
    owner_unit_id: UUID | None = None
    planned_date: date | None = None


class StepIn(Schema):
    """One step, as it is told: `payload` is what it needs beside its element, and nothing else."""

    operation: ChangeStep.Operation
    element_id: UUID
    payload: dict[str, Any] = {}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        self.step()
        return self

    def step(self) -> Step:
        """Return the step that was sent. Raises ValidationError."""
        step = STEPS[self.operation]
        if unknown := self.payload.keys() - (_fields(step) - {"element_id"}):
            raise ValueError(f"The operation does not know: {', '.join(sorted(unknown))}.")
        return TypeAdapter(step).validate_python({"element_id": self.element_id, **self.payload})


class DecisionIn(Schema):
    """The reason for a decision."""

    note: str = Field(default="", max_length=10_000)


class CaseOut(Schema):
    """A change case; its id is that of its element."""

    id: UUID
    title: str
    why: str
    status: ChangeCase.Status
    owner_unit_id: UUID | None
    planned_date: date | None
    decided_at: datetime | None
    applied_at: datetime | None


class CasesOut(Schema):
    """One page of cases; `next` is the cursor of the next one, empty when this is the last."""

    items: list[CaseOut]
    next: str


class ChangeStepOut(Schema):
    """One step. `payload` is what it needs beside its element; `sentence` says it in the caller's language.

    applied_at: when it was carried out. task_id: the task of its owner, who carries out what is left of it.
    """

    id: UUID
    position: int
    operation: ChangeStep.Operation
    element_id: UUID
    payload: dict[str, Any]
    sentence: str
    applied_at: datetime | None
    task_id: UUID | None


class CaseDetailOut(CaseOut):
    """A change case with its steps in their order."""

    steps: list[ChangeStepOut]


class HitOut(Schema):
    """An element that is reached otherwise than before; levels and paths in words, empty where it is not reached."""

    element_id: UUID
    type: str
    name: str
    outcome: Outcome
    before: str
    after: str
    before_path: str
    after_path: str


class PartOut(Schema):
    """What a change means in one respect. is_at_least: there is more than could be followed."""

    policy: Policy
    counts: dict[Outcome, int]
    hits: list[HitOut]
    is_at_least: bool


class OwnerOut(Schema):
    """An owner who must be heard, because of one element first of all; `count` of hers are changed or hit."""

    unit_id: UUID | None
    function_id: UUID | None
    name: str
    because_of: UUID
    count: int


class ImpactLineOut(Schema):
    """What the change does in another part of Grunnmur."""

    sentence: str
    count: int


class ReportOut(Schema):
    """What a change means, as far as the caller may know. on: the day whose map the steps are laid over."""

    case: CaseDetailOut
    on: date
    parts: list[PartOut]
    owners: list[OwnerOut]
    unowned: int
    elsewhere: list[ImpactLineOut]
