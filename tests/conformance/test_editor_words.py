"""Every word bpmn-js says in the editor is said in nb, nn and da too: asked of its source, and of it while it runs."""

import json
import re
from pathlib import Path

import pytest

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
PACKAGES = FRONTEND / "node_modules"
SCRIPT = PACKAGES / "bpmn-js/dist/bpmn-modeler.production.min.js"
WORDS = json.loads((FRONTEND / "src/editor/words.json").read_text(encoding="utf-8"))
SAID = re.compile(r"translate\(\s*'((?:[^'\\]|\\.)+)'\s*[,)]")
LABEL = re.compile(r"\blabel:\s*'([^']+)'")
FOLDERS = ("bpmn-js/lib/features", "diagram-js/lib/features", "diagram-js-direct-editing/lib")
WALK = """async () => {
  const said = new Set()
  const translate = (template, values) => {
    said.add(template)
    return template.replace(/{([^}]+)}/g, (_all, name) => (values || {})[name] || name)
  }
  const modeler = new BpmnJS({container: '#canvas', additionalModules: [{translate: ['value', translate]}]})
  await modeler.createDiagram()
  const get = name => modeler.get(name)
  const [modeling, factory, canvas, pad, menu] =
    ['modeling', 'elementFactory', 'canvas', 'contextPad', 'popupMenu'].map(get)
  const root = canvas.getRootElement()
  const start = get('elementRegistry').get('StartEvent_1')
  const events = kinds => kinds.map(kind => kind && `bpmn:${kind}EventDefinition`)
  const some = {
    StartEvent: events(['', 'Message', 'Timer', 'Conditional', 'Signal']),
    IntermediateCatchEvent: events(['Message', 'Timer', 'Conditional', 'Link', 'Signal']),
    IntermediateThrowEvent: events(['', 'Message', 'Escalation', 'Link', 'Compensate', 'Signal']),
    EndEvent: events(['', 'Message', 'Escalation', 'Error', 'Compensate', 'Signal', 'Terminate']),
  }
  const kinds = [...Object.entries(some).flatMap(([type, found]) => found.map(one => [type, one])),
    ...['Task', 'UserTask', 'ManualTask', 'ServiceTask', 'SendTask', 'ReceiveTask', 'ScriptTask', 'BusinessRuleTask',
      'CallActivity', 'ExclusiveGateway', 'ParallelGateway', 'InclusiveGateway', 'ComplexGateway', 'EventBasedGateway',
      'DataObjectReference', 'DataStoreReference', 'TextAnnotation', 'Group'].map(type => [type])]
  const place = {x: 400, y: 0}
  const make = (facts, parent = root, at = {x: place.x, y: place.y += 110}, hints) =>
    modeling.createShape(factory.createShape(facts), at, parent, hints)
  const shapes = kinds.map(([type, eventDefinitionType]) => make({type: `bpmn:${type}`, eventDefinitionType}))
  const host = shapes.find(one => one.type === 'bpmn:Task')
  for (const kind of ['Message', 'Timer', 'Escalation', 'Conditional', 'Error', 'Cancel', 'Signal', 'Compensate'])
    shapes.push(make({type: 'bpmn:BoundaryEvent', eventDefinitionType: `bpmn:${kind}EventDefinition`}, host,
      {x: host.x, y: host.y}, {attach: true}))
  for (const facts of [{type: 'bpmn:SubProcess', isExpanded: true}, {type: 'bpmn:SubProcess', isExpanded: false},
      {type: 'bpmn:SubProcess', isExpanded: true, triggeredByEvent: true}, {type: 'bpmn:Transaction', isExpanded: true},
      {type: 'bpmn:AdHocSubProcess', isExpanded: true}])
    shapes.push(make(facts, root, {x: 1200, y: place.y += 250}))
  const inEvent = shapes.find(one => one.businessObject.triggeredByEvent)
  shapes.push(make({type: 'bpmn:StartEvent', eventDefinitionType: 'bpmn:TimerEventDefinition', isInterrupting: false},
    inEvent, {x: inEvent.x + 60, y: inEvent.y + 60}))
  const gateway = shapes.find(one => one.type === 'bpmn:ExclusiveGateway')
  shapes.push(modeling.connect(gateway, host), modeling.connect(host, gateway), modeling.connect(start, host))
  const look = shapes => {
    for (const shape of shapes) {
      pad.open(shape, true)
      if (!menu.isEmpty(shape, 'bpmn-replace')) menu.open(shape, 'bpmn-replace', {x: 0, y: 0})
      menu.close()
    }
  }
  look([start, ...shapes])
  const pool = make({type: 'bpmn:Participant'}, root, {x: 3000, y: 400})
  modeling.addLane(pool, 'bottom')
  look([pool, ...get('elementRegistry').filter(one => one.type === 'bpmn:Lane')])
  const three = shapes.filter(one => /Task$/.test(one.type)).slice(0, 3)
  pad.open(three, true)
  menu.open(three, 'align-elements', {x: 0, y: 0})
  menu.close()
  get('searchPad').toggle()
  get('palette').getEntries()
  const titles = [...document.querySelectorAll('[title]')].map(one => one.getAttribute('title'))
  return {said: [...said], titles, opened: shapes.length}
}"""


def in_the_source() -> set[str]:
    """Every sentence its source hands to translation."""
    found: set[str] = set()
    for folder in FOLDERS:
        for path in (PACKAGES / folder).rglob("*.js"):
            text = path.read_text(encoding="utf-8")
            found |= set(SAID.findall(text))
            if path.name in {"PopupEntries.js", "ReplaceOptions.js"}:
                lines = (line for line in text.splitlines() if not line.lstrip().startswith(("//", "*")))
                found |= set(LABEL.findall("\n".join(lines)))
    return found


@pytest.fixture(autouse=True)
def _installed():
    if not SCRIPT.exists():
        pytest.skip("bpmn-js is not installed in frontend/node_modules: run `make setup`")


def test_every_sentence_in_the_source_is_translated():
    found = in_the_source()
    assert len(found) > 100
    assert sorted(found - WORDS.keys()) == []


def test_every_sentence_it_says_while_it_runs_is_translated(page):
    page.set_content("<div id='canvas' style='width: 1200px; height: 600px'></div>")
    page.add_script_tag(path=SCRIPT)

    told = page.evaluate(WALK)

    assert told["opened"] > 45
    assert len(told["said"]) > 100
    assert sorted(set(told["said"]) - WORDS.keys()) == []
    untranslated = {title for title in told["titles"] if title not in WORDS and not title.startswith("Open ")}
    assert untranslated <= {"Powered by bpmn.io", ""}


@pytest.mark.parametrize("language", ["nb", "nn", "da"])
def test_no_sentence_is_left_out_in_a_language(language):
    assert [english for english, words in WORDS.items() if not words.get(language)] == []


def test_placeholders_are_kept():
    holes = re.compile(r"{\w+}")
    wrong = [
        (english, said)
        for english, words in WORDS.items()
        for said in words.values()
        if holes.findall(said) != holes.findall(english)
    ]
    assert wrong == []
