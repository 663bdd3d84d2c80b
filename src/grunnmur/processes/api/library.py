"""The library for programs: processes, their steps, letters and files, and two ways in."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Field, File, Form, Query, Schema, UploadedFile

from grunnmur.core.api_shapes import listed
from grunnmur.core.files import store
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.processes import actions, queries
from grunnmur.processes.api.routes import router
from grunnmur.processes.bpmn.steps import Step as DrawnStep
from grunnmur.processes.models import ChecklistProposal, Process, ProcessRole, ProcessVersion
from grunnmur.processes.queries import Drawing, ReadProcess, Wanted

Limit = Annotated[int, Query(ge=1, le=200)]


class ProcessOut(Schema):
    """A process in the library. `owner` is in words."""

    id: UUID
    code: str
    title: str
    kind: Annotated[Process.Kind, listed(Process.Kind)]
    purpose: str
    owner: str
    roles: list[str]


class ProcessesOut(Schema):
    """One page of processes, and the cursor of the next; empty when this is the last."""

    items: list[ProcessOut]
    next: str


class ProcessReadOut(Schema):
    """One process with its valid version."""

    id: UUID
    code: str
    title: str
    kind: Annotated[Process.Kind, listed(Process.Kind)]
    purpose: str
    version: str
    valid_from: date | None
    lanes: list[str]
    steps: int


class WayOut(Schema):
    """A way on from a step, to the element id of another."""

    to: str
    answer: str
    is_back: bool


class ProcessStepOut(Schema):
    """A row of the step list; events and choices have no number."""

    element: str
    number: str
    kind: str
    name: str
    lane: str
    text: str
    condition: str
    checklist: list[str]
    next: list[WayOut]


class HukiOut(Schema):
    """One letter: H answers for the step, U does it, K is asked, I is told."""

    element: str
    number: str
    letter: str
    role: str


class ReasonOut(Schema):
    """Why a process is mine: a role in it, what that is here (`binding`, `name`), and the first day I have had it."""

    role: str
    binding: ProcessRole.Binding
    name: str
    since: date | None


class MineOut(Schema):
    """A process that one of my roles takes part in, under its weightiest letter; changed since I read it, or not."""

    id: UUID
    code: str
    title: str
    letter: str
    roles: list[str]
    steps: list[str]
    reasons: list[ReasonOut]
    is_changed: bool


class NewProcessIn(Schema):
    """What is said of a process beside its drawing; the title is the drawing's own if blank."""

    title: str = Field(default="", max_length=200)
    code: str = Field(default="", pattern="^([A-ZÆØÅ0-9-]{2,20})?$")
    kind: Annotated[Process.Kind, listed(Process.Kind)] = Process.Kind.SUPPORT
    purpose: str = Field(default="", max_length=1000)


class NewProcessOut(Schema):
    """A process that was brought in, and what reading the file had to repair or set aside."""

    id: UUID
    code: str
    remarks: list[str]


class ProcessProposalOut(Schema):
    """A checklist that was read: it waits on its page for somebody to decide."""

    id: UUID
    name: str
    rows: int
    guesses: int
    warnings: list[str]


@router.get("/", response=ProcessesOut)
def processes(
    request: Request, q: str = "", role: str = "", sort: str = "code", after: str = "", limit: Limit = 50
) -> ProcessesOut:
    """Return the library: `q` are words, `role` a process role's id or `mine`, `sort` code, title or updated."""
    order = sort if sort in {"code", "title", "updated"} else "code"
    wanted = Wanted(text=q[:200], role=role, sort=order)
    found = queries.library(wanted, seen_by=request.user, after=after, limit=limit)
    items = [
        ProcessOut(
            id=row.process.pk,
            code=row.item.code,
            title=row.item.title,
            kind=Process.Kind(row.process.kind),
            purpose=row.process.purpose,
            owner=row.owner,
            roles=list(row.roles),
        )
        for row in found.rows
    ]
    return ProcessesOut(items=items, next=found.next)


@router.get("/mine", response=list[MineOut])
def mine(request: Request) -> list[MineOut]:
    """Return the processes of my roles, each once, by title."""
    return [
        MineOut(
            id=row.process_id,
            code=row.code,
            title=row.title,
            letter=row.letter,
            roles=list(row.roles),
            steps=list(row.numbers),
            reasons=[
                ReasonOut(role=one.role, binding=ProcessRole.Binding(one.binding), name=one.name, since=one.since)
                for one in row.reasons
            ],
            is_changed=row.is_changed,
        )
        for row in queries.my_processes(seen_by=request.user)
    ]


@router.post("/import", response={HTTPStatus.CREATED: NewProcessOut})
def bring_in(request: Request, file: File[UploadedFile], sent: Form[NewProcessIn]) -> tuple[HTTPStatus, NewProcessOut]:
    """Bring a BPMN 2.0 file into the library; the original bytes are kept."""
    new = actions.NewProcess(title=sent.title, code=sent.code, kind=sent.kind, purpose=sent.purpose)
    version = actions.import_model(file.read(), name=file.name or "", new=new, by=request.user)
    return HTTPStatus.CREATED, _made(version)


@router.post("/from-checklist", response={HTTPStatus.CREATED: ProcessProposalOut})
def from_checklist(request: Request, file: File[UploadedFile]) -> tuple[HTTPStatus, ProcessProposalOut]:
    """Read a checklist (DOCX, ODT, XLSX, ODS, CSV, Markdown, HTML, text) into a proposal; it is drawn when accepted."""
    row = actions.propose_from_checklist(file.read(), name=file.name or "", by=request.user)
    return HTTPStatus.CREATED, _proposal(row)


@router.get("/{code}", response=ProcessReadOut)
def process(request: Request, code: str) -> ProcessReadOut:
    """Return one process with its valid version."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    return ProcessReadOut(
        id=read.process.pk,
        code=read.item.code,
        title=read.item.title,
        kind=Process.Kind(read.process.kind),
        purpose=read.process.purpose,
        version=str(read.version),
        valid_from=Period.from_range(read.version.valid).lower,
        lanes=[lane.name for lane in read.lanes],
        steps=sum(bool(step.number) for step in read.steps),
    )


@router.get("/{code}/steps", response=list[ProcessStepOut])
def steps(request: Request, code: str) -> list[ProcessStepOut]:
    """Return the steps in reading order, with everything the drawing says of each."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    drawing = queries.drawing_of(read.row, title=read.item.title)
    return [_step(step, drawing) for step in drawing.steps]


@router.get("/{code}/huki", response=list[HukiOut])
def huki(request: Request, code: str) -> list[HukiOut]:
    """Return every letter of every step that is work, in reading order."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    return [
        HukiOut(element=step.element_id, number=step.number, letter=row.letter, role=row.process_role.name)
        for step in read.steps
        if step.number
        for row in read.letters.get(step.pk, ())
    ]


@router.get("/{code}/bpmn")
def bpmn(request: Request, code: str, form: Literal["original", "roles"] = "original") -> HttpResponse:
    """Return the file as it came, byte for byte; form `roles`: with our roles, letters and step ids in it."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    content = _original(read) if form == "original" else queries.file_with_roles(read)
    return _file(content, media_type="application/xml", name=f"{read.item.code.lower()}.bpmn")


@router.get("/{code}/svg")
def svg(request: Request, code: str) -> HttpResponse:
    """Return the drawing as an SVG file, in the caller's language."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    drawing = queries.file_drawing_of(read.row, title=read.item.title)
    return _file(drawing.encode(), media_type="image/svg+xml", name=f"{read.item.code.lower()}.svg")


def _original(read: ReadProcess) -> bytes:
    return store.read(read.row.original) if read.row.original else bytes(read.row.xml)


def _file(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """Answer with a file that no browser runs."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _step(step: DrawnStep, drawing: Drawing) -> ProcessStepOut:
    facts = drawing.facts.get(step.element_id)
    return ProcessStepOut(
        element=step.element_id,
        number=step.number,
        kind=step.kind,
        name=step.name,
        lane=step.lane_name,
        text=step.doc,
        condition=" ".join(drawing.phrases.when(step)),
        checklist=[item.text for item in facts.items] if facts else [],
        next=[WayOut(to=way.target, answer=way.name, is_back=way.is_back) for way in step.next],
    )


def _made(version: ProcessVersion) -> NewProcessOut:
    remarks = [remark.text for remark in queries.remarks_of(version)]
    return NewProcessOut(id=version.process_id, code=version.process.item.code, remarks=remarks)


def _proposal(row: ChecklistProposal) -> ProcessProposalOut:
    proposal = queries.read_proposal(row)
    return ProcessProposalOut(
        id=row.pk,
        name=row.name,
        rows=len(proposal.rows),
        guesses=len(proposal.guesses),
        warnings=[queries.said(remark.message) for remark in proposal.warnings],
    )
