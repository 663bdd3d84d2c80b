"""What we draw is what bpmn-js reads: no import warnings, no error by bpmnlint's recommended rules."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from grunnmur.processes.bpmn.checklist import (
    SPLITS,
    GuessKind,
    State,
    bpmn_from,
    build,
    decide,
    parse,
    propose,
)
from grunnmur.processes.bpmn.write import write

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
DEMO = ROOT / "src/grunnmur/demo/data"
LOOPS = """Nr;Hva;Hvem
1;Skriv;Leder
2;"Kontroller
- Tilbake til 1 hvis noe mangler
- Leder ringer samtidig som HTV skriver";Leder
"""
PACKAGES = ("bpmn-moddle", "bpmnlint")
CHECK = """
import { readFileSync } from 'node:fs';
import { BpmnModdle } from 'bpmn-moddle';
import bpmnlint from 'bpmnlint';
import NodeResolver from 'bpmnlint/lib/resolver/node-resolver.js';
const { rootElement, warnings } = await new BpmnModdle().fromXML(readFileSync(0, 'utf8'));
const linter = new bpmnlint.Linter({ config: { extends: 'bpmnlint:recommended' }, resolver: new NodeResolver() });
const findings = Object.entries(await linter.lint(rootElement)).flatMap(
  ([rule, reports]) => reports.map((report) => ({ rule, ...report })));
const diagram = rootElement.diagrams[0];
console.log(JSON.stringify({
  warnings: warnings.map((warning) => warning.message),
  errors: findings.filter((one) => one.category === 'error').map((one) => `${one.rule} ${one.id}: ${one.message}`),
  drawn: diagram.plane.planeElement.length,
  unbound: diagram.plane.planeElement.filter((one) => !one.bpmnElement).length,
}));
"""


@pytest.fixture(scope="module")
def node() -> str:
    """The path of Node, where it and the packages pinned in frontend/package.json are installed."""
    path = shutil.which("node")
    missing = [name for name in PACKAGES if not (FRONTEND / "node_modules" / name).is_dir()]
    if not path or missing:
        pytest.skip(f"Not checked against bpmn-js: run `npm ci` in frontend/ (missing: {missing or 'node'}).")
    return path


def looked_at(node: str, data: bytes) -> dict[str, object]:
    """What bpmn-moddle and bpmnlint say about a file."""
    done = subprocess.run(  # noqa: S603  # our own script, the file on standard input
        [node, "--input-type=module", "-e", CHECK],
        cwd=FRONTEND,
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def fully_decided(data: bytes) -> bytes:
    """The drawing with every split and every wait accepted."""
    proposal = propose(parse(data))
    for guess in proposal.guesses:
        if guess.kind in SPLITS or guess.kind is GuessKind.WAIT:
            proposal = decide(proposal, guess.id, State.ACCEPTED)
    return write(build(proposal))


@pytest.mark.parametrize("name", ["hiring-checklist.md", "hiring-checklist.csv"])
def test_hiring_list_is_imported_without_warning_and_lints_clean(node, name):
    data, _ = bpmn_from((DEMO / name).read_bytes(), name)
    seen = looked_at(node, data)
    assert (seen["warnings"], seen["errors"], seen["unbound"]) == ([], [], 0)
    assert seen["drawn"] == 1 + 5 + 21 + 21  # pool, lanes, nodes, flows


@pytest.mark.parametrize("source", [DEMO / "hiring-checklist.md", None])
def test_choices_loops_waits_and_parallel_steps_lint_clean(node, source):
    seen = looked_at(node, fully_decided(source.read_bytes() if source else LOOPS.encode()))
    assert (seen["warnings"], seen["errors"], seen["unbound"]) == ([], [], 0)


def test_a_broken_file_would_be_noticed(node):
    data, _ = bpmn_from((DEMO / "hiring-checklist.md").read_bytes(), "x")
    seen = looked_at(node, data.replace(b"sourceRef=", b"sourceRef_=", 1))
    assert seen["warnings"] or seen["errors"]


@pytest.mark.parametrize("name", ["hiring-checklist.md", "laid-table-checklist.md", "leaving-checklist.md"])
def test_the_drawing_opens_in_bpmn_js_without_warnings(page, name):
    """Not only its parser: the whole viewer, in a browser, drawing every step."""
    script = FRONTEND / "node_modules/bpmn-js/dist/bpmn-viewer.production.min.js"
    if not script.exists():
        pytest.skip("bpmn-js is not installed in frontend/node_modules: run `make setup`")
    xml, _warnings = bpmn_from((DEMO / name).read_bytes(), name)
    page.set_content("<div id='canvas' style='width: 1200px; height: 600px'></div>")
    page.add_script_tag(path=script)

    shown = page.evaluate(
        """async xml => {
            const viewer = new BpmnJS({container: '#canvas'});
            const {warnings} = await viewer.importXML(xml);
            const tasks = viewer.get('elementRegistry').filter(one => one.type === 'bpmn:UserTask');
            return {warnings: warnings.map(one => one.message), tasks: tasks.length};
        }""",
        xml.decode(),
    )

    assert shown["warnings"] == []
    assert shown["tasks"] == xml.count(b"<bpmn:userTask ") or shown["tasks"] == xml.count(b"<userTask ")
    assert shown["tasks"] > 5
