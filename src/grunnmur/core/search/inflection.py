"""Inflections that the Snowball stemmers of PostgreSQL miss in Norwegian and Danish.

Each rule turns an inflected word into a form that the stemmer then treats like its sisters: `saksbehandlerne` becomes
`saksbehandler`, and both end as `saksbehandl`. Compounds follow, because a rule looks at the end of the word only.
"""

import re
from functools import lru_cache
from typing import NamedTuple

BOKMAL, NYNORSK, DANISH, ENGLISH, SWEDISH = "nb", "nn", "da", "en", "sv"
LANGUAGES = (BOKMAL, NYNORSK, DANISH, ENGLISH, SWEDISH)
MAX_REMEMBERED = 20_000  # words: names and everyday words come again and again
SCANDINAVIAN = frozenset({BOKMAL, NYNORSK, DANISH})


class Rule(NamedTuple):
    """One ending and what takes its place."""

    pattern: re.Pattern[str]
    replacement: str


def _rules(*pairs: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(re.compile(pattern), replacement) for pattern, replacement in pairs)


# Words whose stem changes when they are inflected. They match as the tail of a compound too (lærebøker, fagbøger).
_IRREGULAR_NORWEGIAN = _rules(
    (r"bøk(?:er|ene|enes|ers|ane)$", "bok"),
    (r"regl(?:er|ene|enes|ers|ar|ane)$", "regel"),
    (r"artikl(?:er|ene|enes|ers|ar|ane)$", "artikkel"),
    (r"mangl(?:er|ene|enes|ers|ar|ane)$", "mangel"),
    (r"varsl(?:er|ene|enes|ers|a)$", "varsel"),
    (r"midl(?:er|ene|enes|ers|a)$", "middel"),
    (r"lønning(?:er|ene|enes|ers|ar|ane)$", "lønn"),
    (r"(^|[a-zæøå]{3})(vei|bro)(?:en|er|ene|ens|enes|a)$", r"\1\2"),
    (r"(enhet|kurs|lisens|innsats)$", r"\1e"),  # the stemmer takes their last letters for an ending
    (r"^(.{4,}a)(?:en|er|ene|ens|enes)$", r"\1"),
)
_IRREGULAR_DANISH = _rules(
    (r"bøger(?:s|ne|nes)?$", "bog"),
    (r"børn(?:s|ene|enes)?$", "barn"),
    (r"regl(?:en|er|erne|ens|ers|ernes)$", "regel"),
    (r"artikl(?:en|er|erne|ens|ers|ernes)$", "artikel"),
    (r"mangl(?:en|er|erne|ens|ers|ernes)$", "mangel"),
    (r"midl(?:et|er|erne|ets|ers|ernes)$", "middel"),
    (r"lønning(?:er|erne|ers|ernes)$", "løn"),
    (r"budgett(?:et|er|erne|ets|ers|ernes)$", "budget"),
    (r"(^|[a-zæøå]{3})bro(?:en|er|erne|ens|ernes)$", r"\1bro"),
    (r"kursus(?:ser|serne|set|sets)?$", "kurse"),
    (r"(licens|indsats|proces)$", r"\1e"),  # the stemmer takes their last letters for an ending
)

# How the same words begin in their other forms: where a text may hold them though it does not hold the stem.
_OTHER_BEGINNINGS = {
    "bok": "bøk",
    "bog": "bøg",
    "barn": "børn",
    "regel": "regl",
    "artikkel": "artikl",
    "artikel": "artikl",
    "mangel": "mangl",
    "varsel": "varsl",
    "middel": "midl",
}

# Endings that both languages share, the longest first.
_COMMON = _rules(
    (r"(.{3,})ord(?:ner|nerne|nene|ners|nernes|nenes|ener|enerne)$", r"\1orden"),
    (r"^(.+(?:em|at|irm))a(?:et|er|ene|ets|enes|s|erne|ernes)$", r"\1a"),
    (r"(.{3,}m)m(?:et|en|er|e|ene|erne|ets|ens|enes|ernes)$", r"\1"),
    (r"^(?=.{6})(.{2,}er)(?:e|en|ene|ne|ens|enes|nes)$", r"\1"),
    (r"^(.{2,}ing)(?:en|er|erne|ens|s|a|ene|enes|ernes)$", r"\1"),
    (r"(.{3,}orden)(?:en|s|ens)$", r"\1"),
    (r"^(.{5,}k)s$", r"\1"),
)

_RULES = {
    BOKMAL: _IRREGULAR_NORWEGIAN + _COMMON,
    NYNORSK: _IRREGULAR_NORWEGIAN + _COMMON,
    DANISH: _IRREGULAR_DANISH + _COMMON,
}


@lru_cache(maxsize=MAX_REMEMBERED)
def base_form(word: str, *, language: str) -> str:
    """Return the word without the ending that the language's stemmer would leave on it.

    word: folded (lower case) letters. Words of a language without rules, and words no rule knows, come back unchanged.
    """
    for rule in _RULES.get(language, ()):
        changed, count = rule.pattern.subn(rule.replacement, word)
        if count:
            return changed
    return word


def other_beginning(stem: str) -> str | None:
    """Return how an irregular word begins in its other forms, compounds included; None for regular words."""
    for base, other in _OTHER_BEGINNINGS.items():
        if stem.endswith(base):
            return stem.removesuffix(base) + other
    return None
