"""A file that is opened in bpmn-js and saved again loses nothing: what bpmn-js drops is put back."""

import json
import os
import re
from pathlib import Path

import pytest

from grunnmur.processes.bpmn.edit import Document, losses, rescued

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
SCRIPT = FRONTEND / "node_modules/bpmn-js/dist/bpmn-modeler.production.min.js"
OURS = json.loads((FRONTEND / "src/editor/flyt.json").read_text(encoding="utf-8"))
FOLDER = Path(os.environ.get("GRUNNMUR_MIWG", ""))
FILES = sorted(FOLDER.rglob("*.bpmn")) if os.environ.get("GRUNNMUR_MIWG") else []
SAVE = "async xml => { await modeler.importXML(xml); return (await modeler.saveXML({format: true})).xml }"
BPMN = "http://www.omg.org/spec/"
FOREIGN = f"""<?xml version="1.0"?>
<definitions xmlns="{BPMN}BPMN/20100524/MODEL" xmlns:bpmndi="{BPMN}BPMN/20100524/DI" xmlns:dc="{BPMN}DD/20100524/DC"
  xmlns:x="urn:x" xmlns:flyt="urn:grunnmur:flyt:1" targetNamespace="urn:t" id="d" x:made="yes"><!-- Spør Kari -->
<process id="p"><task id="t" name="Les" x:colour="red"><extensionElements>
<x:robot speed="2"><x:arm>left</x:arm></x:robot>
<flyt:step uid="u1" number="6b"><flyt:fact name="letter">K:Leder</flyt:fact>
<flyt:fact name="checklist_item">Ring</flyt:fact></flyt:step>
<flyt:later>What we do not know yet</flyt:later></extensionElements></task></process>
<bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="gp" bpmnElement="p"><bpmndi:BPMNShape id="ts" bpmnElement="t">
<dc:Bounds x="10" y="10" width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>""".encode()


@pytest.fixture
def through_the_editor(page):
    """Return a function that opens a file in bpmn-js and returns what it saves."""
    if not SCRIPT.exists():
        pytest.skip("bpmn-js is not installed in frontend/node_modules: run `make setup`")
    page.set_content("<div id='canvas' style='width: 1200px; height: 600px'></div>")
    page.add_script_tag(path=SCRIPT)
    page.evaluate("flyt => { window.modeler = new BpmnJS({container: '#canvas', moddleExtensions: {flyt}}) }", OURS)
    return lambda data: page.evaluate(SAVE, data.decode()).encode()


def test_facts_of_ours_and_of_other_tools_survive(through_the_editor):
    saved, _names = rescued(FOREIGN, through_the_editor(FOREIGN))
    assert losses(FOREIGN, saved) == []
    node = Document.of(saved).model.processes[0].nodes[0]
    assert node.ext == (("uid", "u1"), ("number", "6b"), ("letter", "K:Leder"), ("checklist_item", "Ring"))


def test_no_element_text_or_comment_of_the_reference_files_is_lost(through_the_editor):
    if not FILES:
        pytest.skip(
            "GRUNNMUR_MIWG names no folder with the reference files of the BPMN Model Interchange Working Group"
        )
    lost = {}
    for path in FILES:
        document = Document.of(path.read_bytes())
        document.name_plainly()
        document.draw_missing()
        before = document.write()
        saved, _names = rescued(before, through_the_editor(before))
        lost[path.name] = [one for one in losses(before, saved) if not re.match("attribute ", one)]
    assert {name: found for name, found in lost.items() if found} == {}
