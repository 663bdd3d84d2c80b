"""Guides to the method: long texts in each language, with figures, from this domain and those above."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise

Figure = Callable[[str, str], str]
"""Draws what a text names: (name, language) -> HTML that escapes every text. Raises KeyError for what it lacks."""
LANGUAGES = ("en", "nb", "nn", "da")


def _without_figures(name: str, _language: str) -> str:
    raise KeyError(name)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A guide: its key stands in its address. folder: holds its text as `<language>.html`, as docs/domains tells."""

    key: str
    title: Promise | str
    lead: Promise | str
    folder: Path
    figure: Figure = _without_figures


_guides: dict[str, Guide] = {}


def register_guide(guide: Guide) -> None:
    """Make a guide known; called when its domain loads. They are listed in the order they came."""
    _guides[guide.key] = guide


def all_guides() -> tuple[Guide, ...]:
    """Return every guide."""
    return tuple(_guides.values())


def guide_named(key: str) -> Guide | None:
    """Return a guide; None for one that is not there."""
    return _guides.get(key)
