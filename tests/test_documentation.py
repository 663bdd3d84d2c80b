"""Walks the documents: what the code has is told there, and what is told there exists."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from json import loads
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "grunnmur"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DOMAINS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py") if path.parent.name not in {"cli", "config"})
SETTING = re.compile(r"\b(?:GRUNNMUR_[A-Z_]+[A-Z]|DATABASE_URL|PG_BINDIR|CREDENTIALS_DIRECTORY)\b")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FOLDERS = (
    "access|cli|config|core|demo|documents|organisation|portal|processes|publishing|worklist"
    "|tests|tools|bench|deploy|docs|frontend|locale|src"
)
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]*\w/?)`")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links_in(page: Path) -> Iterator[tuple[Path, str]]:
    """Every (file, heading) that a page points at within the repository."""
    for found in LINK.finditer(FENCED.sub("", text(page))):
        target = found[1] or found[2]
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _hash, heading = unquote(target).partition("#")
        yield (page.parent / file).resolve() if file else page, heading


def headings_of(page: Path) -> set[str]:
    """The names that headings get where Markdown is shown."""
    lines = re.findall(r"^#+ (.+)$", FENCED.sub("", text(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def rows_of(page: Path) -> Iterator[list[str]]:
    """The cells of every table row of a page, heads included."""
    for line in text(page).splitlines():
        if line.startswith("|") and not re.fullmatch(r"[| :-]+", line):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_reference_says_what_the_code_declares():
    """Asked in a process of its own: tests declare kinds and jobs of theirs."""
    command = [sys.executable, "-m", "tools.reference", "--check"]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 (our own command)

    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_has_its_page_in_the_index(domain):
    targets = {target for target, _heading in links_in(DOCS / "domains" / "README.md")}

    assert DOCS / "domains" / f"{domain}.md" in targets


def test_every_setting_that_is_read_is_described_and_every_described_one_is_read():
    folders = (SOURCE, ROOT / "tests", ROOT / "tools", ROOT / "bench", ROOT / ".ci")
    files = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".sh", ""} and path.is_file()
    ]
    read = {name for path in files for name in SETTING.findall(text(path))}
    described = {name for row in rows_of(DOCS / "operate" / "settings.md") for name in SETTING.findall(row[0])}
    in_product = {name for path in SOURCE.rglob("*.py") for name in SETTING.findall(text(path))}

    assert in_product - described - {"CREDENTIALS_DIRECTORY"} == set()
    assert described - read == set()
    assert "CREDENTIALS_DIRECTORY" in text(DOCS / "operate" / "settings.md")


def dependencies() -> Iterator[tuple[str, str]]:
    """Every (name, version) that pyproject.toml and package.json ask for."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    asked = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    for extra in project["project"]["optional-dependencies"].values():
        asked += extra
    for line in asked:
        name, _same, version = re.sub(r"\[.*?\]", "", line).partition("==")
        yield name, version
    package = loads(text(ROOT / "frontend" / "package.json"))
    yield from (package["dependencies"] | package["devDependencies"]).items()


def test_every_dependency_is_listed_with_its_version_and_none_that_is_gone():
    listed = {(row[0].strip("`"), row[1]) for row in rows_of(DOCS / "dependencies.md") if len(row) > 4}

    assert listed - {("package", "version")} == set(dependencies())


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_every_link_leads_somewhere(document):
    for target, heading in links_in(document):
        assert target.exists(), f"{name_of(document)} points at {target.name}"
        if heading:
            assert heading in headings_of(target), f"{name_of(document)} points at {target.name}#{heading}"


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_every_file_that_is_named_exists(document):
    for named in PATH.findall(FENCED.sub("", text(document))):
        places = [ROOT / named, SOURCE / named, *SOURCE.glob(f"*/templates/{named}")]
        assert any(place.exists() for place in places), f"{name_of(document)} names {named}"


@pytest.mark.parametrize("document", [page for page in PAGES if DOCS in page.parents], ids=name_of)
def test_every_page_is_reached_from_the_entrance(document):
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        here = waiting.pop()
        if here not in reached and here.suffix == ".md" and here.exists():
            reached.add(here)
            waiting += [target for target, _heading in links_in(here) if DOCS in target.parents]

    assert document in reached


def test_every_decision_has_its_number_and_its_title_in_the_list():
    files = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    listed = dict(re.findall(r"\[([^\]]+)\]\((\d{4}-[a-z0-9-]+\.md)\)", text(DOCS / "decisions" / "README.md")))
    titles = {text(file).splitlines()[0].removeprefix("# "): file.name for file in files}

    assert listed == titles
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))


def test_glossary_has_every_word_in_every_language_once():
    rows = [row for row in rows_of(DOCS / "glossary.md") if row[0] != "en"]

    assert all(len(row) == 6 and all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows) > 50


def test_this_file_walks_documents_that_are_there():
    assert len(PAGES) > 30
    assert len(DOMAINS) > 7
    assert len(list(dependencies())) > 40
