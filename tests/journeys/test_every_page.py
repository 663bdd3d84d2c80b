"""Every page that a link leads to, as each of the demo's people meets it: it answers, fits, and works by keyboard.

Each person's pages are walked by plain requests, one page for each address pattern. The browser then opens those
that are made of other elements than the ones it has opened before, at the width of a desk and of a phone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.urls import Resolver404, resolve
from lxml import html
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import AXE, DESK, PHONE, violations

PEOPLE = {
    "demo-leader": "nb",
    "demo-personnel": "nb",
    "demo-it": "nb",
    "demo-flow-chief": "nb",
    "demo-assurer": "nb",
    "demo-employee": "nb",
    "demo-newcomer": "nb",
    "demo-stranger": "da",
}
# What each of the first ones must meet at least, so that a menu that loses its links is noticed.
MEETS = {
    "demo-leader": {"organisation:hire", "organisation:end_employment", "access:team", "access:give", "access:why"},
    "demo-personnel": {"organisation:imports", "organisation:import_upload", "organisation:people"},
    "demo-it": {"access:resources", "access:rules", "worklist:task"},
    "demo-flow-chief": {
        "processes:new",
        "processes:edit_draft",
        "processes:lanes",
        "processes:roles",
        "publishing:board",
        "publishing:version",
    },
    "demo-assurer": {"publishing:factory", "publishing:reading", "publishing:versions", "publishing:feedback"},
    "demo-employee": {
        "start",
        "access:mine",
        "access:resource",
        "processes:process",
        "search",
        "profile",
        "landscape:dependencies",
    },
    "demo-newcomer": {"start", "access:mine", "access:why"},
    "demo-stranger": {"start", "access:mine", "organisation:tree"},
}
FILES = re.compile(r"\.(svg|png|csv|xlsx|json|css|pdf|docx|md|bpmn|zip)$|/files/|/samples/|/errors/$")
CONTENT, FRAME = "//main//*[not(ancestor::svg)]", "//body//*[not(ancestor::main or ancestor::svg)]"
WITHOUT_A_FRAME = {"api:openapi-view"}  # the reader of the machine interface, another project's page

# Gives the focus to one of each kind that Tab reaches; returns what is not seen to have it, and what jumps the queue.
# Of one kind are those alike in name, type and classes whose parents, rows and labels are so: styles know no others.
WITHOUT_VISIBLE_FOCUS = """() => {
  const look = element => [element, element.parentElement, element.closest('label'), element.closest('li, tr')]
    .filter(Boolean).flatMap(each => [null, '::after', '::before'].map(part => {
      const style = getComputedStyle(each, part)
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
        style.backgroundColor].join()
    })).join('|')
  const said = element => element.outerHTML.slice(0, 120)
  const seen = element => element.checkVisibility({visibilityProperty: true})
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  const reached = all.filter(each => !each.disabled && each.tabIndex >= 0 && seen(each))
  const faults = reached.filter(each => each.tabIndex > 0).map(each => 'jumps the queue: ' + said(each))
  const kind = element => [element, element.parentElement, element.parentElement?.parentElement,
    element.closest('label'), element.closest('li, tr'), element.closest('ul, ol, table, form, nav, section')]
    .map(each => each && [each.tagName, each.type, each.className?.baseVal ?? each.className].join(' ')).join('|')
  const one_of_each = new Map(reached.map(each => [kind(each), each])).values()
  document.activeElement.blur()
  for (const each of one_of_each) {
    const before = look(each)
    each.focus({focusVisible: true, preventScroll: true})
    if (document.activeElement !== each) faults.push('takes no focus: ' + said(each))
    else if (look(each) === before) faults.push('focus is not seen: ' + said(each))
    each.blur()
  }
  return faults
}"""
# What the contrast of the texts in sight hangs on: their letters, and the first background behind them.
COLOURS = """() => {
  const behind = element => {
    const style = getComputedStyle(element)
    const is_through = style.backgroundImage === 'none' && /^rgba\\(.*, 0\\)$/.test(style.backgroundColor)
    return is_through && element.parentElement ? behind(element.parentElement)
      : [style.backgroundColor, style.backgroundImage, style.opacity].join()
  }
  const has_text = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  const seen = [...document.body.querySelectorAll('*')].filter(each => has_text(each) && each.checkVisibility())
  return [...new Set(seen.map(each => {
    const {color, fontSize, fontWeight, opacity} = getComputedStyle(each)
    const is_large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24)
    return [color, is_large, opacity, behind(each)].join('|')
  }))]
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
IN_CONTENT = "() => document.querySelector('main').contains(document.activeElement)"
HAS_SOMETHING_TO_USE = (
    "() => !!document.querySelector('main :is(a[href], button, input:not([type=hidden]), select, summary)')"
)


@dataclass
class Opened:
    """What the browser has opened already, whoever met it: what pages, and the frame around them, are made of."""

    kinds: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    frames: set[frozenset[str]] = field(default_factory=set)

    def is_new(self, one: "Met") -> bool:
        """Whether a page has something that those of its name before it had not; from now on it is one of them."""
        seen = one.shape <= self.kinds[one.name] and one.frame in self.frames
        self.kinds[one.name] |= one.shape
        self.frames.add(one.frame)
        return not seen


@dataclass(frozen=True)
class Met:
    """A page that somebody met: its address, the name of its pattern, and what it and its frame are made of."""

    address: str
    name: str
    shape: frozenset[str]
    frame: frozenset[str]


@pytest.fixture(scope="module")
def opened():
    return Opened()


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": DESK, "reduced_motion": "reduce"}


@pytest.fixture
def page(page):
    """With axe in every page from its beginning: the browser then compiles it once, not for each page."""
    page.add_init_script(f"if (self === top) {{ {AXE.read_text(encoding='utf-8')} }}")
    return page


def name_of(address: str) -> str:
    """The name of an address's pattern; the address itself when it is not one of the product's own."""
    try:
        return resolve(address.partition("?")[0]).view_name or address
    except Resolver404:
        return address


def links(text: str) -> Iterator[str]:
    """The addresses of this site that a page's links lead to."""
    for href in html.fromstring(text).xpath("//a/@href"):
        address = str(href).partition("#")[0]
        if address.startswith("/") and not FILES.search(address.partition("?")[0]):
            yield address


def shape(text: str, *, of: str) -> frozenset[str]:
    """What a part of a page is made of: its elements with their classes and kinds."""
    found = html.fromstring(text).xpath(of)
    return frozenset(f"{one.tag}.{one.get('class', '')}.{one.get('type', '')}" for one in found)


def walk(context: BrowserContext, site: str, *, language: str) -> tuple[list[Met], list[str]]:
    """Follow links from the start page, one page for each pattern; returns them, and what is wrong in their text."""
    waiting, known, met, wrong = ["/"], {"start"}, [], []
    while waiting:
        address = waiting.pop(0)
        answer = context.request.get(f"{site}{address}")
        if answer.status != 200:
            wrong.append(f"{address}: answers {answer.status}")
            continue
        text = answer.text()
        if name_of(address) not in WITHOUT_A_FRAME:
            met.append(Met(address, name_of(address), shape(text, of=CONTENT), shape(text, of=FRAME)))
            wrong += [f"{address}: {fault}" for fault in faults_of_text(text, language=language)]
        for link in links(text):
            if name_of(link) not in known:
                known.add(name_of(link))
                waiting.append(link)
    return met, wrong


def faults_of_text(text: str, *, language: str) -> Iterator[str]:
    """What can be told of a page without a browser: its language and its headings."""
    page = html.fromstring(text)
    if page.get("lang") != language:
        yield f"is in {page.get('lang')}"
    headings = [one.text_content().strip() for one in page.xpath("//h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"has the main headings {headings}"
    if not page.xpath("string(//title)").strip(" –"):
        yield "has no title"


def faults_of_looks(page: Page) -> Iterator[str]:
    """What axe finds, and whether the page is wider than the screen, at both widths.

    Where the texts on the phone have the colours of texts on the desk, and are as large, their contrast was looked at
    there.
    """
    known: set[str] = set()
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        colours = set(page.evaluate(COLOURS))
        yield from (f"{name}: {fault}" for fault in violations(page, is_contrast_known=colours <= known))
        known = colours
        if page.evaluate(TOO_WIDE):
            yield f"{name}: is wider than the screen"


def faults_by_keyboard(page: Page) -> Iterator[str]:
    """Whether the first Tab is the way past the menu, and whether the focus can be seen everywhere, at both widths."""
    page.keyboard.press("Tab")
    if page.evaluate("() => document.activeElement.className") != "skip-link":
        yield "the first Tab does not reach the link to the content"
    page.keyboard.press("Enter")
    if not page.evaluate(IN_CONTENT):
        yield "the link to the content does not lead there"
    page.keyboard.press("Tab")
    if page.evaluate(HAS_SOMETHING_TO_USE) and not page.evaluate(IN_CONTENT):
        yield "Tab from the content leaves it at once"
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        yield from page.evaluate(WITHOUT_VISIBLE_FOCUS)


def faults(page: Page, address: str, complaints: list[str]) -> list[str]:
    """Open a page, and tell everything that is wrong with it."""
    del complaints[:]
    page.set_viewport_size(DESK)
    page.goto(address)
    found = [*faults_by_keyboard(page), *faults_of_looks(page), *complaints]
    return list(dict.fromkeys(f"{address}: {fault}" for fault in found))


@pytest.mark.journey
@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_that_somebody_meets_is_good_to_her(demo, enter, complaints, opened, username):
    page = enter(username)

    met, wrong = walk(page.context, demo.address, language=PEOPLE[username])
    for one in met:
        if opened.is_new(one):
            wrong += faults(page, f"{demo.address}{one.address}", complaints)

    assert not wrong, "\n".join(wrong)
    assert MEETS[username] <= {one.name for one in met}


@pytest.mark.journey
@pytest.mark.parametrize("language", ["nn", "da", "en", "nb"])  # the last one is kept, and is the employee's own
def test_pages_speak_the_language_of_their_reader(demo, enter, language):
    page = enter("demo-employee")
    page.request.post(
        f"{demo.address}/language/",
        form={
            "language": language,
            "next": "/",
            "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        },
        headers={"Referer": demo.address},
    )

    _met, wrong = walk(page.context, demo.address, language=language)

    assert not wrong, "\n".join(wrong)


@pytest.mark.journey
def test_pages_outside_and_pages_of_refusal_are_good_too(demo, enter, page, complaints):
    wrong = []
    for address in ("/demo/", "/accounts/login/", "/municipality/"):
        wrong += faults(page, f"{demo.address}{address}", complaints)
    enter("demo-employee")
    for address, status in (("/nowhere/", 404), ("/organisation/imports/", 403), ("/ui/", 200)):
        refusal = f"the server responded with a status of {status}"
        found = faults(page, f"{demo.address}{address}", complaints)
        wrong += [fault for fault in found if refusal not in fault]

    assert not wrong, "\n".join(wrong)
