"""The guides to the method as they are read: their sections in the reader's language, with figures drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ObjectDoesNotExist
from django.utils.safestring import SafeString, mark_safe
from lxml import html

from grunnmur.publishing.models import GuideNote
from grunnmur.publishing.rules.guides import LANGUAGES, Guide, all_guides, guide_named

FIGURE = re.compile(r"\[\[([a-z0-9-]+)\]\]")


class GuideDoesNotExist(ObjectDoesNotExist):  # named as Django names them
    """There is no such guide, or no such section of it."""


@dataclass(frozen=True)
class PlainSection:
    """One section of a guide as words only. id: the same in every language and municipality, for links and search."""

    id: UUID
    guide: Guide
    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Section:
    """One section of a guide: the anchor that others point at, its heading, and its text with figures."""

    anchor: str
    heading: str
    body: SafeString


def find_guide(key: str) -> Guide:
    """Return a guide. Raises GuideDoesNotExist."""
    guide = guide_named(key)
    if guide is None:
        raise GuideDoesNotExist(key)
    return guide


def sections_of(key: str, *, language: str) -> Sequence[Section]:
    """Return a guide's sections in a language, English for one it is not written in. No statements.

    Raises GuideDoesNotExist.
    """
    return _read(key, language if language in LANGUAGES else LANGUAGES[0])


def find_section(key: str, anchor: str, *, language: str) -> Section:
    """Return one section of a guide. Raises GuideDoesNotExist."""
    for section in sections_of(key, language=language):
        if section.anchor == anchor:
            return section
    raise GuideDoesNotExist(anchor)


def plain_sections(*, language: str) -> Sequence[PlainSection]:
    """Return every section of every guide as words, in the order of their ids. No statements."""
    found = [one for guide in all_guides() for one in _plain(guide.key, language if language in LANGUAGES else "en")]
    return sorted(found, key=lambda section: section.id)


@lru_cache(maxsize=64)
def _plain(key: str, language: str) -> tuple[PlainSection, ...]:
    guide = find_guide(key)
    text = FIGURE.sub("", (guide.folder / f"{language}.html").read_text(encoding="utf-8"))
    return tuple(_words_in(element, guide) for element in html.fragments_fromstring(text))


def _words_in(element: html.HtmlElement, guide: Guide) -> PlainSection:
    anchor = element.get("id")
    words = (" ".join(" ".join(child.itertext()).split()) for child in element[1:])
    identity = uuid5(NAMESPACE_URL, f"grunnmur:guide:{guide.key}:{anchor}")
    return PlainSection(identity, guide, anchor, element[0].text_content(), "\n".join(filter(None, words)))


def all_notes() -> dict[tuple[str, str], str]:
    """Return what the municipality says beside sections, by guide and section. One statement."""
    return {(row.guide, row.section): row.text for row in GuideNote.objects.all()}


def notes_of(key: str) -> dict[str, str]:
    """Return what the municipality says beside a guide's sections, by section. One statement."""
    return dict(GuideNote.objects.filter(guide=key).values_list("section", "text"))


def find_note(key: str, anchor: str) -> GuideNote | None:
    """Return what the municipality says beside a section; None when it says nothing."""
    return GuideNote.objects.filter(guide=key, section=anchor).first()


@lru_cache(maxsize=64)
def _read(key: str, language: str) -> tuple[Section, ...]:
    guide = find_guide(key)
    text = (guide.folder / f"{language}.html").read_text(encoding="utf-8")
    return tuple(_section(element, guide, language) for element in html.fragments_fromstring(text))


def _section(element: html.HtmlElement, guide: Guide, language: str) -> Section:
    """Return one `<section id="…"><h2>…</h2>…</section>` of a text, each `[[name]]` in it a figure."""
    heading = element[0]
    if element.tag != "section" or heading.tag != "h2":
        raise ValueError(f"{guide.key} in {language}: not a section with a heading: {html.tostring(element)[:80]!r}")
    inside = "".join(html.tostring(child, encoding="unicode") for child in element[1:])
    drawn = FIGURE.sub(lambda found: guide.figure(found[1], language), inside)
    return Section(element.get("id"), heading.text_content(), mark_safe(drawn))  # noqa: S308  # our own text and drawings


def figures_named_in(key: str, language: str) -> list[str]:
    """Return which figures a text asks for, in its order."""
    return FIGURE.findall((find_guide(key).folder / f"{language}.html").read_text(encoding="utf-8"))
