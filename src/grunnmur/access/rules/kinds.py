"""Kinds of resources: how a name tells one, and what is peculiar to things one can hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KindGuess:
    """A kind of resource, told by the beginning or end of words in its name."""

    kind: str
    starts: tuple[str, ...]


# In this order; the first that fits wins, and the person who imports can choose another.
KIND_GUESSES = (
    KindGuess("list", ("distribusjonsliste", "distributionsliste", "e-postliste", "mailliste")),
    KindGuess("area", ("sharepoint", "fellesområde", "fællesdrev", "teams")),
    KindGuess("building", ("bygg", "bygning", "adgang til bygg", "bygningsadgang")),
    KindGuess("key", ("nøkkel", "nøgle")),
    KindGuess("equipment", ("pc", "mobil", "nettbrett", "tablet", "bærbar", "telefon")),
    KindGuess("card", ("visittkort", "visitkort", "adgangskort", "id-kort")),
    KindGuess("licence", ("visio", "lisens", "licens")),
)
PHYSICAL_KINDS = frozenset({"key", "equipment", "card"})
PRE_START_DAYS = {"key": 1, "equipment": 5, "card": 5, "building": 1}


def guess_kind(name: str) -> str:
    """Return the kind of resource a name sounds like; `system` when it sounds like nothing else."""
    lowered = name.casefold()
    fits = (guess.kind for guess in KIND_GUESSES if lowered.startswith(guess.starts))
    return next(fits, "system")
