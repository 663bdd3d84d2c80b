"""The documents of the demo: governing documents, templates and a form, valid and on their way."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from grunnmur.core.documents_out import Document, Heading, Listing, Table, Text, missing_packages, write_docx, write_pdf
from grunnmur.core.models import User
from grunnmur.core.permissions import Actor
from grunnmur.demo.access import unit_named
from grunnmur.demo.factory import approve
from grunnmur.documents import actions
from grunnmur.documents.actions import NewDocument, NewFile, Pointer
from grunnmur.documents.queries import find_draft
from grunnmur.documents.text import text_hash
from grunnmur.publishing import actions as publishing
from grunnmur.publishing import queries
from grunnmur.publishing.rules import LEADERS

DRAFT, QUALITY, APPROVAL, VALID = range(4)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One document as it is told of here: its kind, line and owning unit, what it stands on, how far it has come."""

    code: str
    title: str
    kind: str
    line: str
    unit: str
    laws: tuple[str, ...] = ()
    reach: int = VALID
    reading_keys: tuple[str, ...] = ()


WRITTEN = (
    Told(
        code="KI",
        title="Policy for kunstig intelligens",
        kind="policy",
        line="Fellestjenester",
        unit="IT-avdelingen",
        laws=("Personvernforordningen artikkel 5",),
        reading_keys=(LEADERS,),
    ),
    Told(
        code="DELEGERING",
        title="Reglement for delegering",
        kind="regulation",
        line="Fellestjenester",
        unit="Personalkontoret",
        laws=("Kommuneloven § 5-14", "Kommuneloven § 13-1"),
    ),
    Told(
        code="LEGEMIDLER",
        title="Prosedyre for legemiddelhåndtering",
        kind="procedure",
        line="Helse og velferd",
        unit="Hjemmetjenesten",
        laws=("Forskrift om legemiddelhåndtering § 4",),
    ),
    Told(
        code="NOKLER",
        title="Rutine for nøkler og adgangskort",
        kind="routine",
        line="Fellestjenester",
        unit="Kundesenter",
        laws=("Sikkerhetsinstruksen § 3",),
    ),
    Told(
        code="VARSLING",
        title="Rutine for varsling",
        kind="routine",
        line="Fellestjenester",
        unit="Personalkontoret",
        laws=("Arbeidsmiljøloven kapittel 2 A",),
        reading_keys=("everyone",),
    ),
    Told(
        code="KLART-SPRAK",
        title="Veileder for klart språk",
        kind="guideline",
        line="Fellestjenester",
        unit="Kundesenter",
    ),
    Told(
        code="SVAR-MAL",
        title="Mal for svar på henvendelse",
        kind="template",
        line="Fellestjenester",
        unit="Kundesenter",
    ),
    Told(
        code="HJEMMEKONTOR",
        title="Rutine for hjemmekontor",
        kind="routine",
        line="Fellestjenester",
        unit="Personalkontoret",
        laws=("Forskrift om arbeid som utføres i arbeidstakers hjem",),
        reach=QUALITY,
    ),
    Told(
        code="OPPBEVARING",
        title="Rutine for journalføring",
        kind="routine",
        line="Fellestjenester",
        unit="Kundesenter",
        laws=("Arkivlova § 9",),
        reach=DRAFT,
    ),
)
FILE = Told(
    code="EGENMELDING",
    title="Skjema for egenmelding",
    kind="form",
    line="Fellestjenester",
    unit="Personalkontoret",
    laws=("Folketrygdloven § 8-24",),
)
PRINTED = Told(
    code="BEREDSKAP",
    title="Prosedyre for varsling ved brann",
    kind="procedure",
    line="Helse og velferd",
    unit="Hjemmetjenesten",
    laws=("Brann- og eksplosjonsvernloven § 6",),
)
ELSEWHERE = Told(
    code="HOVEDTARIFF",
    title="Hovedtariffavtalen",
    kind="external",
    line="Fellestjenester",
    unit="Personalkontoret",
)


def write_documents(folder: Path, *, by: Actor) -> None:
    """Make the documents in their lines; most are valid, some are on their way, one is being revised."""
    lines = {line.name: line.pk for line in queries.lines_to_choose()}
    for told in WRITTEN:
        version = begin(told, lines, by=by)
        write(version, (folder / f"{told.code}.md").read_text(encoding="utf-8"), by=by)
        bring_forward(version, told, by=by)
    attach(FILE, _form(), lines, by=by)
    if not missing_packages():  # without them no PDF can be made on this machine
        attach(PRINTED, _sheet(), lines, by=by)
    version = begin(ELSEWHERE, lines, by=by)
    actions.point_to(version, Pointer(system="KS", reference="HTA", url="https://www.ks.no/"), by=by)
    bring_forward(version, ELSEWHERE, by=by)
    revise(by=by)


def begin(told: Told, lines: dict[str, UUID], *, by: Actor) -> UUID:
    """Begin a document, and say what it stands on; returns its draft."""
    new = NewDocument(
        title=told.title,
        line_id=lines[told.line],
        kind=told.kind,
        code=told.code,
        owner_key=f"leader:{unit_named(told.unit)}",
        reading_keys=told.reading_keys,
    )
    row = actions.create_document(new, by=by)
    actions.state_basis(row.version_id, told.laws, has_none=not told.laws, by=by)
    return row.version_id


def attach(told: Told, file: NewFile, lines: dict[str, UUID], *, by: Actor) -> None:
    """Begin a document that is a file, and read its text as the job would."""
    version = begin(told, lines, by=by)
    row = actions.attach_file(version, file, by=by)
    if row.file_id:
        actions.read_text(row.file_id)
    bring_forward(version, told, by=by)


def write(version_id: UUID, markdown: str, *, by: Actor) -> None:
    """Write a text into a draft that has none."""
    actions.write_text(version_id, actions.Text(markdown=markdown, based_on=text_hash("")), by=by)


def bring_forward(version_id: UUID, told: Told, *, by: Actor) -> None:
    """Take a draft as far as it has come."""
    if told.reach >= QUALITY:
        said = publishing.Submission(change_note="Første utgave.", is_significant=True)
        version = publishing.submit_version(version_id, said, by=by)
    if told.reach >= APPROVAL:
        comments = {result.name: "Sett på og godtatt i demoen." for result in queries.gates(version)}
        publishing.assure_version(version_id, comments=comments, by=by)
    if told.reach >= VALID:
        approve(version_id, by=by)


def revise(*, by: Actor) -> None:
    """Let the flow chief revise what is valid; what she wrote over is kept beside the draft."""
    chief = User.objects.get(username="demo-flow-chief")
    item = queries.find_item("NOKLER", seen_by=by)
    draft = publishing.start_version(item.pk, change_note="Kort i telefonen.", by=chief)
    before = find_draft(draft.pk, seen_by=by).row.markdown
    text = before.replace("utleverer kortet mot", "utleverer kortet, eller sender det til telefonen, mot")
    actions.write_text(draft.pk, actions.Text(markdown=text, based_on=text_hash(before)), by=chief)
    longer = f"{text}\nKort i telefonen sperres på samme måte.\n"
    actions.write_text(draft.pk, actions.Text(markdown=longer, based_on=text_hash(text), is_over=True), by=chief)


def _form() -> NewFile:
    document = Document(
        title="Egenmelding ved sykefravær",
        language="nb",
        blocks=[
            Text("Leveres til nærmeste leder senest tredje fraværsdag."),
            Table(
                caption="Fylles ut av den ansatte",
                header=["Opplysning", "Svar"],
                rows=[["Navn", ""], ["Enhet", ""], ["Første fraværsdag", ""], ["Siste fraværsdag", ""]],
            ),
            Heading("Erklæring"),
            Text("Fraværet skyldes min egen sykdom eller skade."),
        ],
    )
    return NewFile(write_docx(document), "egenmelding.docx")


def _sheet() -> NewFile:
    document = Document(
        title="Varsling ved brann",
        language="nb",
        blocks=[
            Heading("Når alarmen går"),
            Listing(["Redd dem som er i fare.", "Varsle 110.", "Slukk hvis det er trygt."], is_numbered=True),
            Heading("Møteplass"),
            Text("Alle møtes ved flaggstangen. Lederen teller opp."),
        ],
    )
    return NewFile(write_pdf(document), "varsling-ved-brann.pdf")
