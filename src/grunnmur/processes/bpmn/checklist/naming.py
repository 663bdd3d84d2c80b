"""Names for steps and questions, made from the words of the list."""

import re

from grunnmur.processes.bpmn.checklist.cues import HAND_OVER_VERBS
from grunnmur.processes.bpmn.checklist.words import fold, sentences

LONGEST = 40  # letters a made name should not exceed
LONGEST_STEP = 60  # letters of a bullet that is a name as it stands
TRAILING = re.compile(r"\s(?:i|på|for|fra|ved|hos|med|in|at|when|når|ift\.?|og|som|slik at)\s", re.IGNORECASE)
CLAUSE = re.compile(r"(?:\s(?:når|når|dersom|hvis|ift\.?|if|when|slik at|så|som)\s|[,;:(]).*$", re.IGNORECASE)
SHORTEST = 12
SHORTEST_NOUN = 8
NOUN_ENDINGS = (("ning", "e"), ("ing", "e"), ("else", "e"))
VERB_SHAPE = re.compile(r"^([^\W\d_]{2,}?)(es|er|r|s)$")
OBLIGES = ("skal ", "må ", "bør ", "should ", "must ")
IRREGULAR = {"gjør": "gjøre", "gjøres": "gjøre", "gør": "gøre", "sør": "sørge", "er": "være", "tar": "ta", "får": "få"}


def capital(text: str) -> str:
    """Return text with a capital first letter."""
    text = text.strip()
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """Return text with a small first letter, unless the word is written in capitals."""
    text = text.strip()
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def without(text: str, start: int, end: int) -> str:
    """Return text with a part taken out and its edges tidied."""
    return " ".join((text[:start] + " " + text[end:]).split()).strip(" ,.;")


def infinitive(text: str) -> str:
    """Return text with its first word, if it looks like a verb in the present or passive, in the infinitive."""
    first, space, rest = text.strip().partition(" ")
    word = first.lower()
    if word in IRREGULAR:
        return IRREGULAR[word] + space + rest
    if word.endswith(("gjør", "gør")):
        return f"{word}e{space}{rest}"
    shape = VERB_SHAPE.match(word)
    if not shape:
        return text.strip()
    root, ending = shape.groups()
    if ending in {"es", "er"}:
        return f"{root}e{space}{rest}"
    return f"{root}{space}{rest}" if root[-1] in "aeiouyæøå" else text.strip()


def deed(text: str) -> str:
    """Return what somebody does as a step's name: “melder behov” → “Melde behov”, “skal si ja” → “Si ja”."""
    told = text.strip(" .,;:")
    obliges = next((word for word in OBLIGES if told.lower().startswith(word)), "")
    return shorten(capital(told[len(obliges) :] if obliges else infinitive(told)))


def shorten(text: str) -> str:
    """Return text without its last circumstances while it is longer than a name should be."""
    text = text.strip(" .,;:")
    while len(text) > LONGEST:
        cuts = [match.start() for match in TRAILING.finditer(text) if match.start() >= SHORTEST]
        if not cuts:
            return text
        text = text[: cuts[-1]].rstrip(" .,;:")
    return text


def step_name(text: str) -> str:
    """Return a step's name from a bullet: its first clause, if that is long enough to say something."""
    sentence = next((one for _, one in sentences(text)), text).strip(" .,;:")
    if len(sentence) <= LONGEST_STEP:
        return capital(sentence)
    cut = CLAUSE.search(sentence, SHORTEST)
    return capital(sentence[: cut.start()] if cut else sentence)


def verb_form(name: str) -> str:
    """Return a one-word noun as a verb, empty if it is none that is known.

    “Innstilling” becomes “Innstille”, “Søknadsbehandling” “Behandle søknad”.
    """
    word = name.strip()
    if " " in word or len(word) < SHORTEST_NOUN:
        return ""
    for noun, verb in HAND_OVER_VERBS.items():
        if fold(word).endswith(noun) and len(word) > len(noun) + 2:
            return capital(f"{verb} {word[: -len(noun)].removesuffix('s').lower()}")
    ending, verb = next(((e, v) for e, v in NOUN_ENDINGS if word.endswith(e)), ("", ""))
    return word[: -len(ending)] + verb if ending else ""
