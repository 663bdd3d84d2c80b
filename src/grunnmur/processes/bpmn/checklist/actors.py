"""Who is named where: roles found in cells and running text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grunnmur.processes.bpmn.checklist.words import Token, fold, phrase, similarity, stem, tokens

ALIKE = 0.6  # share of common letter triples from which a name is taken for a known one
LONGEST_NAME = 4  # words of a role that is not known
JOINED = re.compile(r"^[\s.]*(?:/|eller|or)[\s.]*$", re.IGNORECASE)
LISTED = re.compile(r"^[\s.]*(?:/|,|;|&|og|and|samt|eller|or)[\s.]*$", re.IGNORECASE)
SEPARATOR = re.compile(r"/|,|;|&|\n|\.(?:\s|$)|\b(?:og|and|samt|eller|or|i samarbeid med|sammen med)\b", re.IGNORECASE)
EMPTY_WORDS = frozenset({"ev", "evt", "eventuelt", "ved", "behov", "alle", "den", "det", "the", "som", "av", "a"})
BINDINGS = (("utvalg", "per_run"), ("udvalg", "per_run"), ("committee", "per_run"), ("gruppe", "per_run"))
UNIT_ENDINGS = ("kontor", "avdeling", "afdeling", "seksjon", "enhet", "tjeneste", "office", "department")
CHIEFS = ("sjef", "chef", "direktor", "radmann", "leder", "leiar", "ordforer", "borgmester", "chief", "director")


@dataclass(frozen=True, slots=True)
class Mention:
    """A role where it is named; `is_joined`: by a slash (or "or") to the one before."""

    role: str
    start: int
    end: int
    is_known: bool = True
    is_exact: bool = True
    is_joined: bool = False


class Roles:
    """The known roles, found by the stems of their names and synonyms; the longest name wins."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._role: dict[tuple[str, ...], str] = {}
        for role, synonyms in names.items():
            for name in (role, *synonyms):
                self._role.setdefault(phrase(name), role)
        self._role.pop((), None)
        self._longest = max(map(len, self._role), default=0)
        self._names = [name for role, synonyms in names.items() for name in (role, *synonyms)]
        self._role_of = {name: role for role, synonyms in names.items() for name in (role, *synonyms)}

    def mentions(self, text: str, *, offset: int = 0) -> list[Mention]:
        """Return the known roles named in a text, from left to right."""
        words = tokens(text, offset=offset)
        stems = [stem(token.word) for token in words]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            length = self._match(stems, at)
            if length:
                role = self._role[tuple(stems[at : at + length])]
                start, end = words[at].start, words[at + length - 1].end
                gap = text[found[-1].end - offset : start - offset] if found else "-"
                found.append(Mention(role, start, end, is_joined=bool(JOINED.match(gap))))
            at += length or 1
        return found

    def _match(self, stems: Sequence[str], at: int) -> int:
        for length in range(min(self._longest, len(stems) - at), 0, -1):
            if tuple(stems[at : at + length]) in self._role:
                return length
        return 0

    def resolve(self, name: str) -> tuple[str, bool]:
        """Return the known role most like a name and whether any is like enough."""
        score, known = max(((similarity(name, other), other) for other in self._names), default=(0.0, ""))
        return (self._role_of[known], True) if score >= ALIKE else (name, False)


def named_actors(text: str, *, roles: Roles, offset: int = 0) -> list[list[Mention]]:
    """Return the actors of a cell in groups; within a group the later ones are joined by a slash.

    A part in which no role is known is taken as a name: of a role much like it, or of a new one.
    """
    groups: list[list[Mention]] = []
    start = 0
    joined = False
    for cut in [*SEPARATOR.finditer(text), None]:
        end = cut.start() if cut else len(text)
        for place, mention in enumerate(_read_part(text[start:end], roles, offset + start)):
            if joined and not place and groups:
                groups[-1].append(mention)
            else:
                groups.append([mention])
        joined = bool(cut and JOINED.match(cut.group()))
        start = cut.end() if cut else end
    return groups


def _read_part(text: str, roles: Roles, offset: int) -> list[Mention]:
    known = roles.mentions(text, offset=offset)
    if known:
        return known
    words = [token for token in tokens(text, offset=offset) if token.word not in EMPTY_WORDS]
    if not words or len(words) > LONGEST_NAME or all(word.word.isdigit() for word in words):
        return []
    start, end = words[0].start, words[-1].end
    name = text[start - offset : end - offset]
    role, is_known = roles.resolve(name)
    if not is_known:
        role = role[:1].upper() + role[1:]
    return [Mention(role, start, end, is_known=is_known, is_exact=False)]


def listed_from(mentions: Sequence[Mention], *, text: str, offset: int = 0) -> list[Mention]:
    """Return the first mention and those listed right after it (“HTV/TV and …”)."""
    found = list(mentions[:1])
    for mention in mentions[1:]:
        if not LISTED.match(text[found[-1].end - offset : mention.start - offset]):
            break
        found.append(mention)
    return found


def binding_of(role: str) -> str:
    """Return how a new role is probably held: named per run, a unit, a leader, else a role."""
    name = stem(fold(role).split()[-1]) if role.split() else ""
    for ending, binding in BINDINGS:
        if name.endswith(stem(ending)):
            return binding
    if name.endswith(tuple(stem(ending) for ending in UNIT_ENDINGS)):
        return "unit"
    return "leader" if is_chief(role) else "role"


def is_chief(role: str) -> bool:
    """Whether a role is named like one that decides for others."""
    return any(token.word.endswith(CHIEFS) for token in tokens(role))


def is_verb(token: Token) -> bool:
    """Whether a word following an actor looks like what the actor does."""
    return token.word in {"skal", "ma", "should", "must"} or (
        len(token.word) > 3 and token.word.endswith(("r", "es", "s"))
    )
