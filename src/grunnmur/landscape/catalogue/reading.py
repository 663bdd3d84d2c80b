"""Reading the lists, and words in four languages."""

import tomllib
from importlib.resources import files
from typing import Any

LANGUAGES = ("nb", "nn", "da", "en")

Words = dict[str, str]
"""One text in each of LANGUAGES."""


def entries(name: str) -> dict[str, dict[str, Any]]:  # Any: what TOML holds
    """Return the entries of one list by code, in the order they are written."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def words(given: dict[str, str]) -> Words:
    """Return the text in all languages. Raises ValueError if one is missing."""
    if set(given) != set(LANGUAGES):
        raise ValueError(f"Every text of the catalogue is needed in {LANGUAGES}, not {sorted(given)}.")
    return {language: given[language] for language in LANGUAGES}
