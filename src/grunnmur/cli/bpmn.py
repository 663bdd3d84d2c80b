"""grunnmur bpmn: check, draw and make BPMN files, without a database."""

import json
from collections import Counter
from pathlib import Path

import click

from grunnmur.processes.bpmn.checklist import bpmn_from
from grunnmur.processes.bpmn.edit import Document, losses
from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.lint import Level, lint
from grunnmur.processes.bpmn.model import ACTIVITIES, Model
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.standalone import draw_file

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group(help="Check, draw and make BPMN files.")
def bpmn() -> None:
    """The commands for BPMN files; none of them needs a database."""


command = bpmn


@bpmn.command(help="Say what is in each FILE, one line of JSON a file.")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
def check(*, files: tuple[Path, ...]) -> None:
    """Print one JSON object a file; exit 1 when any of them cannot be read."""
    is_all_well = True
    for file in files:
        result = _checked(file)
        click.echo(json.dumps(result, ensure_ascii=False))
        if not result["ok"]:
            is_all_well = False
            click.echo(f"{file}:{result['line']}: {result['error']}", err=True)
    if not is_all_well:
        raise SystemExit(1)


def _checked(file: Path) -> dict[str, object]:
    try:
        model = read(file.read_bytes())
    except BpmnError as error:
        return {"file": str(file), "ok": False, **_counts(Model(id="")), "warnings": [], **_where(error)}
    notes = [f"line {note.line}: {note.text}" if note.line else note.text for note in model.notes]
    findings = [f"{found.rule}: {found.sentence}" for found in lint(model) if found.level is not Level.HINT]
    return {"file": str(file), "ok": True, **_counts(model), "warnings": notes + findings}


def _where(error: BpmnError) -> dict[str, object]:
    return {"error": error.sentence, "line": max(error.line, 1)}


def _counts(model: Model) -> dict[str, int]:
    """Return how many processes, activities, lanes and sequence flows the whole file has."""
    kinds = Counter(node.kind for process in model.processes for node in process.nodes)
    return {
        "processes": len(model.processes),
        "steps": sum(kinds[kind] for kind in ACTIVITIES),
        "lanes": sum(len(process.lanes) for process in model.processes),
        "flows": sum(len(process.flows) for process in model.processes),
    }


@bpmn.command(help="Say what a change and its undoing would lose of each FILE, one line of JSON a file.")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
def roundtrip(*, files: tuple[Path, ...]) -> None:
    """Print one JSON object a file; exit 1 when anything is lost, or a file cannot be read."""
    results = [_gone_through(file) for file in files]
    for result in results:
        click.echo(json.dumps(result, ensure_ascii=False))
    if not all(result["ok"] for result in results):
        raise SystemExit(1)


def _gone_through(file: Path) -> dict[str, object]:
    """Give every step and lane of a file facts of ours, write it, take them back, and compare."""
    data = file.read_bytes()
    try:
        first = Document.of(data)
        _mark(first, first.model, "roundtrip")
        second = Document.of(first.write())
        _mark(second, first.model, "")
        lost = losses(data, second.write())
    except BpmnError as error:
        return {"file": str(file), "ok": False, "lost": [], **_where(error)}
    return {"file": str(file), "ok": not lost, "lost": lost}


def _mark(document: Document, model: Model, mark: str) -> None:
    """Give every step and lane the facts that a model says, and a mark beside them unless it is blank."""
    more = [("roundtrip", mark)] if mark else []
    for process in model.processes:
        for node in process.nodes:
            document.set_facts(node.id, [*node.ext, *more])
        for lane in process.lanes:
            document.set_role(lane.id, mark or lane.role_id)


@bpmn.command(help="Draw FILE as an SVG that stands alone.")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=OUT, required=True, help="The SVG to write.")
def svg(*, file: Path, output: Path) -> None:
    """Write the drawing; nothing is written when the file cannot be read."""
    try:
        drawing = draw_file(read(file.read_bytes()), name=file.stem)
    except BpmnError as error:
        _stop(file, error, line=error.line)
    else:
        output.write_text(drawing, encoding="utf-8")


@bpmn.command("from-checklist", help="Make a swim-lane drawing (BPMN) of a checklist FILE.")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=OUT, required=True, help="The BPMN file to write.")
def from_checklist(*, file: Path, output: Path) -> None:
    """Write the process a checklist describes; warnings go to stderr."""
    try:
        xml, warnings = bpmn_from(file.read_bytes(), file.name)
    except ValueError as error:
        _stop(file, error, line=getattr(error, "line", 0))
    else:
        output.write_bytes(xml)
        for warning in warnings:
            click.echo(f"{file}: {warning}", err=True)


def _stop(file: Path, error: ValueError, *, line: int) -> None:
    click.echo(f"{file}:{max(line, 1)}: {error}", err=True)
    raise SystemExit(1)
