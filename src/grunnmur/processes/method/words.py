"""The names in the examples, in the reader's language."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("words.toml")


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """Return every name that stands in a drawing, in English, with the same in the other languages."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def in_language(name: str, language: str) -> str:
    """Return a name of an example in a language; English is the one in the files. Raises KeyError for one unknown."""
    return words()[name][language] if name and language != "en" else name
