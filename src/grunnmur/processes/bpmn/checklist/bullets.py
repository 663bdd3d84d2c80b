"""A routine with sections is a checklist too: the points below its headings are the steps, not the headings.

“1 Purpose, 2 Responsibility, 3 Lending: the teacher tells the secretary …”. Who does a point is read from its words,
as from a column, when the sentence begins with that.
"""

import re
from collections.abc import Sequence
from itertools import count

from grunnmur.processes.bpmn.checklist.markup import Entry
from grunnmur.processes.bpmn.checklist.table import Cell, Column, Line, Row, Table, make_cell, table_of
from grunnmur.processes.bpmn.checklist.words import fold

FEWEST = 2  # points; fewer are no list
COUNTED = re.compile(r"^\s*\d{1,4}(?:\.\d{1,3})*[a-z]?[.)]?\s+(?=\S)")
WORD = re.compile(r"[^\W\d_][\w-]*")
CONDITION = re.compile(r"^(?:hvis|dersom|viss|når|if|when)\b[^,:]*[,:]\s*", re.IGNORECASE)
AND = frozenset({"og", "and", "eller", "or"})
MUST = frozenset({"skal", "må", "bør", "should", "must"})
DEFINITE = ("en", "et", "a")
SECTIONS = frozenset(
    {"formal", "foremal", "hensikt", "omfang", "ansvar", "ansvar og myndighet", "virkeomrade", "verkeomrade"}
    | {"gyldighet", "definisjoner", "definisjonar", "begreper", "omgrep", "bakgrunn", "referanser", "hjemmel"}
    | {"lovgrunnlag", "vedlegg", "malgruppe", "lover og forskrifter", "innledning", "innleiing", "endringslogg"}
    | {"relaterte dokumenter", "baggrund", "anvendelsesomrade", "definitioner", "bilag", "lovgrundlag", "indledning"}
    | {"ansvar og roller", "purpose", "scope", "responsibility", "responsibilities", "definitions", "background"}
    | {"references", "appendix"}
)
ACTORS = (
    *("lærer", "leder", "leiar", "sjef", "chef", "rektor", "sekretær", "kontakt", "konsulent", "rådgiver", "rådgjevar"),
    *("behandler", "behandlar", "medarbeider", "medarbeidar", "medarbejder", "ansvarlig", "ansvarleg", "assistent"),
    *("ansatt", "tilsett", "elev", "foresatt", "foresatte", "føresette", "forælder", "forældre", "pleier", "pleiar"),
    *("plejer", "lege", "læge", "vaktmester", "ombud", "ombod", "utvalg", "utval", "udvalg", "avdeling", "afdeling"),
    *("styrer", "direktør", "søker", "søkjar", "ansøger", "arkiv", "arkivar", "tillitsvalgt", "tillitsvald"),
    *("modellør", "vakt", "koordinator", "forvalter", "forvaltar", "innkjøper", "bruker", "borger", "bruger"),
    *("pårørende", "eier", "teacher", "leader", "manager", "officer", "secretary", "employee", "adviser", "archive"),
    *("committee", "principal"),
)


def bullets_of(entries: Sequence[Entry]) -> Table | None:
    """Return the list that the points below headings make, without those of sections such as “Purpose”.

    None if there are too few, or no such section: then the headings themselves are as likely the steps.
    """
    points: list[tuple[int, list[Line]]] = []
    is_open, has_section = True, False
    for entry in entries:
        if entry.heading:
            is_section = fold(COUNTED.sub("", entry.said.text)).strip(" .:") in SECTIONS
            is_open, has_section = not is_section, has_section or is_section
        elif is_open and entry.said.level == 1:
            points.append((entry.line, [Line(entry.said.text, 0, entry.said.links)]))
        elif is_open and entry.said.level > 1 and points:
            points[-1][1].append(Line(entry.said.text, entry.said.level - 1, entry.said.links))
    if len(points) < FEWEST or not has_section:
        return None
    title = next((entry.said.text for entry in entries if entry.heading), "")
    return _table(points, title)


def _table(points: Sequence[tuple[int, list[Line]]], title: str) -> Table:
    """Return the points as rows, numbered; with a column of who does them when any says so."""
    actors = [who_of(lines[0].text) for _line, lines in points]
    columns = (Column.NUMBER, Column.WHAT, *((Column.WHO,) if any(actors) else ()))
    rows = [
        Row(line, (make_cell(str(number)), Cell(tuple(lines)), make_cell(actor))[: len(columns)])
        for number, (line, lines), actor in zip(count(1), points, actors, strict=False)
    ]
    return table_of(columns, ("",) * len(columns), rows, title=title)


def who_of(text: str) -> str:
    """Return who does what a sentence says, "" when it does not begin with that: “The secretary checks …”."""
    condition = CONDITION.match(text)
    words = list(WORD.finditer(text, condition.end() if condition else 0))
    if condition and len(words) > 1 and _is_done(words[0].group()) and _actor(words[1].group()):
        return _actor(words[1].group())
    for length in (1, 3):
        said = [word.group() for word in words[: length + 1]]
        if len(said) == length + 1 and _is_done(said[-1]) and (length == 1 or said[1] in AND):
            names = [_actor(word) for word in said[:length:2]]
            return " og ".join(names) if all(names) else ""
    return ""


def _is_done(word: str) -> bool:
    """Whether a word looks like what somebody does: a verb in the present, or one that obliges."""
    return word.lower() in MUST or (len(word) > 3 and word.lower().endswith(("r", "s"))) or word.lower() == "tar"


def _actor(word: str) -> str:
    """Return the name of whom a word names, in the indefinite: “sekretæren” is Sekretær; "" for no one."""
    for ending in ("", *DEFINITE):
        name = word.removesuffix(ending) if ending else word
        if (ending == "" or name != word) and name.lower().endswith(ACTORS):
            return name[:1].upper() + name[1:]
    return ""
