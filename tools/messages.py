"""Keep locale/ complete: merge translations, extract, compile, check. Run as `python -m tools.messages`."""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("nb", "nn", "da", "en")
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"


def catalogue_path(language: str) -> Path:
    """Return the path of one language's catalogue."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> polib.POFile:
    """Read a catalogue, or begin an empty one."""
    path = catalogue_path(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "Grunnmur",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    return catalogue


def save(catalogue: polib.POFile, language: str) -> None:
    """Write the catalogue sorted by message, so that two branches meet without conflict."""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(path))


@contextmanager
def locked() -> Iterator[None]:
    """Let one process at a time change the catalogues."""
    LOCALE.mkdir(exist_ok=True)
    with (LOCALE / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def put(catalogue: polib.POFile, message: str, translation: str) -> None:
    """Add or replace one message; `singular|plural` on both sides makes a plural."""
    singular, _, plural = message.partition("|")
    entry = catalogue.find(singular, include_obsolete_entries=True)
    if entry is None:
        entry = polib.POEntry(msgid=singular)
        catalogue.append(entry)
    entry.obsolete = False
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if plural:
        one, _, many = translation.partition("|")
        entry.msgid_plural, entry.msgstr, entry.msgstr_plural = plural, "", {0: one, 1: many or one}
    else:
        entry.msgstr = translation
    if "%(" in singular and "python-format" not in entry.flags:
        entry.flags.append("python-format")


def merge(path: Path) -> None:
    """Merge a JSON file of `{english: {nb, nn, da}}` into all four catalogues."""
    messages: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    with locked():
        for language in LANGUAGES:
            catalogue = load(language)
            for message, translations in messages.items():
                text = message if language == "en" else translations.get(language, "")
                if text:
                    put(catalogue, message, text)
            save(catalogue, language)
    print(f"merged {len(messages)} messages")


def compile_all() -> None:
    """Write the binary catalogues beside the text ones."""
    for language in LANGUAGES:
        path = catalogue_path(language)
        load(language).save_as_mofile(str(path.with_suffix(".mo")))


def extract() -> None:
    """Bring the catalogues in line with the code: new messages in, gone ones out, English filled in."""
    arguments = [f"--locale={language}" for language in LANGUAGES]
    ignored = ["--ignore=.venv", "--ignore=frontend", "--ignore=tests", "--ignore=tools", "--ignore=bench"]
    command = [sys.executable, "-m", "django", "makemessages", *arguments, *ignored]
    with locked():
        subprocess.run(
            [*command, "--no-location", "--no-wrap", "--no-obsolete", "--extension=html,txt,py"],
            cwd=ROOT,
            check=True,
        )
        for language in LANGUAGES:
            catalogue = load(language)
            if language == "en":
                fill_english(catalogue)
            catalogue.metadata.pop("POT-Creation-Date", None)
            save(catalogue, language)


def fill_english(catalogue: polib.POFile) -> None:
    """Copy each English message to its own translation."""
    for entry in catalogue:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid


def missing() -> list[str]:
    """Return one line per message that a catalogue lacks or marks fuzzy."""
    lines = []
    for language in LANGUAGES:
        incomplete = [e for e in load(language) if not e.obsolete and (not e.translated() or e.fuzzy)]
        lines += [f"{language}: {entry.msgid!r}" for entry in incomplete]
    return lines


def check() -> int:
    """Extract, and fail if anything is missing or the catalogues were not up to date."""
    before = {language: catalogue_path(language).read_bytes() for language in LANGUAGES}
    extract()
    lines = missing()
    lines += [
        f"{language}: run `make messages`, the catalogue is not up to date"
        for language in LANGUAGES
        if catalogue_path(language).read_bytes() != before[language]
    ]
    print("\n".join(lines) or "translations complete: nb nn da en")
    return 1 if lines else 0


def main(arguments: list[str]) -> int:
    """Run one of: merge FILE, extract, compile, missing, check."""
    match arguments:
        case ["merge", file]:
            merge(Path(file))
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_all()
        case ["missing"]:
            print("\n".join(missing()))
        case ["check"]:
            return check()
        case _:
            print(main.__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
