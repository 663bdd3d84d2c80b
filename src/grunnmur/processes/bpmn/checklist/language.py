"""In which language a list is written, and the few words a drawing needs in it."""

from grunnmur.processes.bpmn.checklist.table import Column, Table
from grunnmur.processes.bpmn.checklist.words import tokens

TELLING = {
    "nb": frozenset(
        {"hva", "hvem", "nar", "ikke", "av", "som", "fra", "skal", "ved", "og", "etter", "hvis", "dersom", "gjennom"}
    ),
    "nn": frozenset(
        {
            "kva",
            "kven",
            "nar",
            "ikkje",
            "av",
            "som",
            "fra",
            "skal",
            "ved",
            "og",
            "etter",
            "viss",
            "dersom",
            "gjennom",
            "ein",
            "ei",
            "eit",
            "dei",
            "sja",
        }
    ),
    "da": frozenset(
        {
            "hvad",
            "hvem",
            "hvornar",
            "ikke",
            "af",
            "som",
            "fra",
            "skal",
            "ved",
            "og",
            "efter",
            "hvis",
            "safremt",
            "gennem",
            "en",
            "et",
            "de",
            "se",
        }
    ),
    "en": frozenset(
        {
            "what",
            "who",
            "when",
            "not",
            "of",
            "which",
            "from",
            "shall",
            "by",
            "and",
            "after",
            "if",
            "the",
            "through",
            "a",
            "to",
            "is",
        }
    ),
}
WORDS = {
    "nb": {"yes": "Ja", "no": "Nei", "start": "Start", "end": "Slutt", "begins": "%s starter", "done": "%s ferdig"},
    "nn": {"yes": "Ja", "no": "Nei", "start": "Start", "end": "Slutt", "begins": "%s startar", "done": "%s ferdig"},
    "da": {"yes": "Ja", "no": "Nej", "start": "Start", "end": "Slut", "begins": "%s begynder", "done": "%s færdig"},
    "en": {"yes": "Yes", "no": "No", "start": "Start", "end": "End", "begins": "%s begins", "done": "%s done"},
}
ROLE = {"nb": "Utfører", "nn": "Utførar", "da": "Udfører", "en": "Doer"}
TITLE = {"nb": "Sjekkliste", "nn": "Sjekkliste", "da": "Tjekliste", "en": "Checklist"}
ENOUGH = 20_000  # letters that are enough to tell


def language_of(table: Table) -> str:
    """Return nb, nn, da or en: whose small words are most common; bokmål if nothing tells."""
    parts = [*table.headers]
    parts += [table.cell(row, kind).text for row in table.rows for kind in (Column.WHAT, Column.WHO, Column.NOTE)]
    words = [token.word for token in tokens(" ".join(parts)[:ENOUGH])]
    score = {name: sum(word in telling for word in words) for name, telling in TELLING.items()}
    return max(score, key=lambda name: score[name])


def word(language: str, key: str) -> str:
    """Return one of the drawing's words."""
    return WORDS[language][key]
