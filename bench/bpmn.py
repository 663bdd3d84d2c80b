"""Claims: reading, numbering and drawing a BPMN file takes a tenth of what bpmn-js needs to import it into a page.

Ours is the CPU of this process: file to model, steps in order, SVG. The peer's is the CPU of the whole of headless
Chromium, which draws what it imports; importing alone, without a screen, it does not offer. Once each file is opened
in a page of its own, as whoever reads a process opens it; once all are imported again and again into the same page,
whose scripts are compiled and optimised by then, which is the least it can cost.

Both draw the same elements, which is checked first; files of which that is not so are left out and named.

The files are the checklists of the demo, drawn, and where GRUNNMUR_MIWG names their folder, those of the BPMN MIWG.
Run as `python bench/bpmn.py` after `npm ci` in frontend/; prints one JSON line a claim.
"""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from grunnmur.processes.bpmn.checklist import bpmn_from
from grunnmur.processes.bpmn.draw import draw
from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.phrases import Labels
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.steps import steps_of

ROOT = Path(__file__).parents[1]
VIEWER = ROOT / "frontend/node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js"
CHECKLISTS = ROOT / "src/grunnmur/demo/data"
BLOCKS, ROUNDS, GOAL = 10, 3, 0.1
TICKS = os.sysconf("SC_CLK_TCK")
IMPORT = """async ([files, rounds]) => {
    for (let round = 0; round < rounds; round++) for (const xml of files) await window.viewer.importXML(xml);
}"""
SHAPES = """async xml => {
    try { await window.viewer.importXML(xml); } catch (error) { return null; }
    const drawn = window.viewer.get('elementRegistry').filter(one => one.type !== 'label' && !one.waypoints);
    return drawn.filter(one => one.parent).map(one => one.id);
}"""


def main() -> None:
    """Find the files both can draw, then measure them in turn."""
    if not VIEWER.exists() or not shutil.which("chromium"):
        print("bpmn-js or chromium is not installed: the claim is left out.", file=sys.stderr)
        return
    with viewer() as page:
        known = files()
        drawn = {name: data for name, data in known.items() if is_drawn_alike(page, data)}
        assert len(drawn) >= 3, known.keys()
        texts = list(map(bytes.decode, drawn.values()))
        left_out = sorted(known.keys() - drawn.keys())
        ours(drawn.values()), page.evaluate(IMPORT, [texts, ROUNDS])
        warm = in_turn(drawn.values(), lambda: page.evaluate(IMPORT, [texts, ROUNDS]))
        tell("again and again into one page", warm, drawn=len(drawn), left_out=left_out)
        cold = in_turn(drawn.values(), lambda: [opened_anew(page, text) for text in texts * ROUNDS])
        tell("each into a page of its own", cold, drawn=len(drawn), left_out=left_out)


def in_turn(data: Collection[bytes], theirs: Callable[[], object]) -> list[tuple[float, float]]:
    """Return the CPU seconds of us and of the browser, in blocks."""
    return [(cpu_here(lambda: ours(data)), cpu_of_browser(theirs)) for _block in range(BLOCKS)]


def opened_anew(page: Page, text: str) -> None:
    """Open an empty page, load bpmn-js and import a file."""
    empty(page)
    page.evaluate(IMPORT, [[text], 1])


def files() -> dict[str, bytes]:
    """Return all files by name."""
    lists = sorted(CHECKLISTS.glob("*-checklist.md"))
    found = {one.stem: bpmn_from(one.read_bytes(), one.name)[0] for one in lists}
    folder = os.environ.get("GRUNNMUR_MIWG")
    for one in sorted(Path(folder).glob("*.bpmn")) if folder else ():
        found[one.stem] = one.read_bytes()
    return found


def is_drawn_alike(page: Page, data: bytes) -> bool:
    """Tell whether we and bpmn-js draw the same shapes of a file."""
    try:
        model = read(data)
        theirs = page.evaluate(SHAPES, data.decode())
    except (BpmnError, UnicodeDecodeError):
        return False
    svg = draw(model, steps_of(model), labels=Labels())
    mine = {shape.element for shape in model.diagrams[0].shapes} if model.diagrams else set()
    return bool(theirs) and mine == set(theirs) and svg.count("<rect") + svg.count("<circle") > 0


def ours(data: Collection[bytes]) -> None:
    """Read, number and draw every file so many times."""
    for _round in range(ROUNDS):
        for one in data:
            model = read(one)
            draw(model, steps_of(model), labels=Labels())


@contextmanager
def viewer() -> Iterator[Page]:
    """Open an empty page with bpmn-js in headless Chromium."""
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        empty(page)
        yield page
        browser.close()


def empty(page: Page) -> None:
    """Load bpmn-js into a page that shows nothing."""
    page.goto("about:blank")
    page.set_content("<div id='canvas' style='width: 1200px; height: 800px'></div>")
    page.add_script_tag(path=VIEWER)
    page.evaluate("() => { window.viewer = new BpmnJS({container: '#canvas'}); }")


def cpu_here(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def cpu_of_browser(work: Callable[[], object]) -> float:
    """Return the CPU seconds of all processes of the browser."""
    before = browser_seconds()
    work()
    return browser_seconds() - before


def browser_seconds() -> float:
    """Return what the browser's processes, which descend from this one, have used so far."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _bracket, rest = stat.read_text(encoding="utf-8").rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        columns = rest.split()
        parents[int(stat.parent.name)] = int(columns[1])
        if "chrom" in name:
            used[int(stat.parent.name)] = (int(columns[11]) + int(columns[12])) / TICKS
    return sum(seconds for pid, seconds in used.items() if descends(pid, parents))


def descends(pid: int, parents: dict[int, int]) -> bool:
    """Tell whether a process was started by this one, or by one that was."""
    while pid > 1:
        if pid == os.getpid():
            return True
        pid = parents.get(pid, 0)
    return False


def tell(how: str, pairs: Sequence[tuple[float, float]], *, drawn: int, left_out: Sequence[str]) -> None:
    """Print the claim as a JSON line; times are of one file."""
    ratios = [mine / theirs for mine, theirs in pairs]
    mine, theirs = (statistics.median(column) * 1000 / drawn / ROUNDS for column in zip(*pairs, strict=True))
    ratio = statistics.median(ratios)
    result = {
        "claim": f"read, number and draw a BPMN file beside importing it with bpmn-js in headless Chromium, {how}",
        "ours": f"{mine:.1f} ms",
        "peer": f"{theirs:.1f} ms",
        "ratio": round(ratio, 3),
        "spread": [round(min(ratios), 3), round(max(ratios), 3)],
        "goal": f"<= {GOAL}",
        "holds": ratio <= GOAL,
        "files": drawn,
        "left_out": left_out,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
