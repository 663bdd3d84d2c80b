"""What a row points at: documents, systems, laws, links, and links that were lost."""

from collections.abc import Iterator, Mapping

from grunnmur.processes.bpmn.checklist.cues import DOCUMENT_WORDS, MODELS, POINTING, READ_HERE
from grunnmur.processes.bpmn.checklist.messages import message
from grunnmur.processes.bpmn.checklist.naming import capital
from grunnmur.processes.bpmn.checklist.proposal import Facts, Guess, GuessKind, Remark
from grunnmur.processes.bpmn.checklist.propose.reading import Reading, Text, make_text
from grunnmur.processes.bpmn.checklist.table import Cell, Column
from grunnmur.processes.bpmn.checklist.words import Token, fold, is_like, phrase, stem

SHORTEST_INSIDE = 5  # letters a system's name needs to be found inside a compound
BARE = frozenset(stem(word) for word in DOCUMENT_WORDS) | {stem(word) for word in MODELS}
ENDS_NAME = frozenset(
    {
        "skal",
        "ma",
        "er",
        "i",
        "pa",
        "som",
        "og",
        "nar",
        "gjennomgas",
        "leveres",
        "sendes",
        "brukes",
        "in",
        "on",
        "when",
        "and",
        "shall",
        "must",
        "her",
        "here",
    }
)
NO_NAME = frozenset(  # small words and orders, which are no part of a document's name
    {
        "se",
        "sja",
        "bruk",
        "i",
        "pa",
        "til",
        "fra",
        "og",
        "av",
        "med",
        "etter",
        "den",
        "det",
        "en",
        "et",
        "ei",
        "a",
        "the",
        "use",
        "see",
        "les",
        "ny",
        "denne",
        "this",
    }
    | {"brug", "folg", "folgj", "fyll", "fyl", "udfyld", "hent", "lag", "lav", "send", "skriv", "oppdater", "opdater"}
    | {
        "kontroller",
        "sjekk",
        "sjekke",
        "tjek",
        "bestill",
        "bestil",
        "signer",
        "anvis",
        "revider",
        "follow",
        "fill",
        "check",
    }
)
ACCESS = ("tilgang", "adgang", "access")
NOT_LAWS = frozenset({"lov", "loven", "lova", "ulov", "tillov"})
SYSTEM_IN = frozenset({"i", "in"})


def documents(reading: Reading) -> Iterator[Guess]:
    """Yield each document once, by the words that name it, with the system it lies in."""
    kinds: set[str] = set()
    titles: set[str] = set()
    for text in reading.texts:
        for at, token in enumerate(text.words):
            base = _document_base(token.word)
            if not base or (_is_definite(token, base) and base in kinds):
                continue
            kinds.add(base)
            found = _document(reading, text, at)
            if found.value not in titles:
                titles.add(found.value)
                yield found
    for text in _column_texts(reading, Column.DOCUMENT):
        yield reading.guess(GuessKind.DOCUMENT, text.text, text, start=0, end=text.end, rule="document-column")


def _document_base(word: str) -> str:
    """Return the stem of the document word a word is or ends with; empty if none."""
    if word in MODELS or word.endswith("-mal"):
        return "mal"
    stemmed = stem(word)
    return next((base for base in sorted(BARE - MODELS) if len(base) > 3 and stemmed.endswith(base)), "")


def _is_definite(token: Token, base: str) -> bool:
    """Whether a word is only “the form”, which points back to one named before."""
    return stem(token.word) == base and token.word != base and token.word.endswith(("et", "en", "a"))


def _document(reading: Reading, text: Text, at: int) -> Guess:
    first, last = _name_bounds(text, at)
    start, end = text.words[first].start, text.words[last].end
    name = text.from_to(start, end)
    known = {
        phrase(alias): known for known, others in reading.names.register.documents.items() for alias in (known, *others)
    }
    found = known.get(phrase(name)) or known.get(phrase(text.from_to(text.words[at].start, text.words[at].end)))
    storage = _storage(reading, text, last)
    facts: Facts = (("storage", storage),) if storage else ()
    return reading.guess(
        GuessKind.DOCUMENT,
        found or capital(_indefinite(name, text.words[at].end - start)),
        text,
        start=start,
        end=end,
        rule="document-word",
        is_sure=bool(found),
        facts=facts,
        question=None if found else message("choose_document"),
    )


def _indefinite(name: str, end: int) -> str:
    """Return a document's name with its main word, which ends at a place, in the indefinite form."""
    main = name[:end]
    word = main.rsplit(" ", 1)[-1]
    for ending in ("ene", "et", "en", "a"):
        shorter = word.removesuffix(ending)
        for form in (shorter, f"{shorter}e"):
            if shorter != word and fold(form).endswith(DOCUMENT_WORDS):
                return main[: -len(word)] + form + name[end:]
    return name


def _name_bounds(text: Text, at: int) -> tuple[int, int]:
    """Return the first and last token of a document's name: a bare word takes the one before, “for …” follows."""
    first = last = at
    words = text.words
    is_bare = stem(words[at].word) in BARE and not words[at].word.endswith(("et", "en"))
    if is_bare and at and words[at - 1].word not in NO_NAME:
        is_next_to = text.from_to(words[at - 1].end, words[at].start) == " "
        first = at - 1 if is_next_to and not words[at - 1].word.endswith("s") else at
    if at + 1 < len(words) and words[at + 1].word == "for":
        until = at + 2
        while until < min(at + 5, len(words)) and words[until].word not in ENDS_NAME:
            if text.from_to(words[until - 1].end, words[until].start) != " ":
                break
            until += 1
        last = until - 1 if until > at + 2 else at
    return first, last


def _storage(reading: Reading, text: Text, last: int) -> str:
    """Return the system a document lies in: “… i Compilo”, “(ligger i …)” later in the sentence."""
    for at in range(last + 1, len(text.words) - 1):
        if text.words[at].word in SYSTEM_IN:
            found = _system_of(text.words[at + 1].word, reading.names.register.systems)
            if found:
                return found
    return ""


def _system_of(word: str, systems: Mapping[str, tuple[str, ...]]) -> str:
    """Return the system a word names, also inside a compound."""
    for name, synonyms in systems.items():
        for alias in (name, *synonyms):
            folded = fold(alias)
            if word == folded or (len(folded) >= SHORTEST_INSIDE and folded in word):
                return name
    return ""


def systems(reading: Reading) -> Iterator[Guess]:
    """Yield each system once, at its first mention, with a note if the text is about access to it."""
    register = reading.names.register.systems
    seen: dict[str, Guess] = {}
    for text in (*reading.texts, *_column_texts(reading, Column.SYSTEM), *filter(None, [reading.who])):
        gives_access = False
        for token in text.words:
            gives_access = gives_access or token.word.startswith(ACCESS)
            name = _system_of(token.word, register)
            if name and (name not in seen or (gives_access and not seen[name].facts)):
                facts: Facts = (("access", "yes"),) if gives_access else ()
                seen[name] = reading.guess(
                    GuessKind.SYSTEM, name, text, start=token.start, end=token.end, rule="system-name", facts=facts
                )
    yield from seen.values()
    for text in _column_texts(reading, Column.SYSTEM):
        if not any(_system_of(token.word, register) for token in text.words):
            yield reading.guess(
                GuessKind.SYSTEM, text.text, text, start=0, end=text.end, rule="system-column", is_sure=False
            )


def laws(reading: Reading) -> Iterator[Guess]:
    """Yield laws by ending or paragraph sign; a known one gets its right name."""
    known = {fold(alias): name for name, others in reading.names.register.laws.items() for alias in (name, *others)}
    for text in reading.texts:
        for at, token in enumerate(text.words):
            if token.word == "§" and at + 1 < len(text.words):
                end = text.words[at + 1].end
                yield reading.guess(
                    GuessKind.LAW, text.from_to(token.start, end), text, start=token.start, end=end, rule="paragraph"
                )
            elif token.word.endswith(("loven", "lova")) and token.word not in NOT_LAWS:
                name = next((known[alias] for alias in known if is_like(token.word, alias)), "")
                written = text.from_to(token.start, token.end)
                yield reading.guess(
                    *(GuessKind.LAW, name or written, text),
                    start=token.start,
                    end=token.end,
                    rule="law-ending",
                    is_sure=bool(name),
                )


def hyperlinks(reading: Reading, cells: Mapping[str, Cell]) -> Iterator[Guess]:
    """Yield the links kept from the paste."""
    for column, cell in cells.items():
        whole = Text(column, "", 0, cell.text, (), ())
        for shown, target in (link for line in cell.lines for link in line.links):
            start = max(cell.text.find(shown), 0)
            yield reading.guess(
                *(GuessKind.LINK, target, whole),
                start=start,
                end=start + len(shown),
                rule="hyperlink",
                facts=(("text", shown),),
            )


def lost_links(reading: Reading, *, has_links: bool) -> Iterator[Remark]:
    """Yield a warning where “here” points to a link that did not survive the paste."""
    if has_links:
        return
    for text in reading.texts:
        for before, token in zip(text.words, text.words[1:], strict=False):
            is_pointing = before.word in POINTING or bool(_document_base(before.word))
            if token.word in READ_HERE and is_pointing:
                yield Remark(message("link_lost", text=text.from_to(before.start, token.end)), reading.row.id)


def _column_texts(reading: Reading, column: Column) -> list[Text]:
    """Return the row's cell of a column as one text, none if it is empty."""
    cell = reading.row.cell(column)
    return [make_text(column, "", 0, cell, reading.names)] if cell else []
