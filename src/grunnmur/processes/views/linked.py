"""How links are put for the screen: by kind, each with what is said about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.addresses import on_paper
from grunnmur.processes.models import StepLink
from grunnmur.processes.queries import NamedLink
from grunnmur.publishing.queries import WebAddress

ICONS: Mapping[str, str] = {"system": "layers", "law": "law", "link": "link", "process": "process"}
SYSTEM = "system"


@dataclass(frozen=True)
class Link:
    """What a step is linked to. word: of its kind. url: blank for what the reader may not open.

    pk: of a row that holds. broken: since when an address of the web does not answer, in words. checked: the day it was
    last asked.
    """

    kind: str
    word: str
    text: str
    url: str
    details: tuple[str, ...]
    is_web: bool = False
    pk: UUID | None = None
    broken: str = ""
    checked: str = ""

    @property
    def on_paper(self) -> str:
        """What paper says after it: where it leads, if that is outside."""
        return on_paper(self.url, words=self.text)


@dataclass(frozen=True)
class LinkGroup:
    """The links of one kind. hint_url, hint: where one gets what the kind asks for; blank for most."""

    kind: str
    label: str
    icon: str
    links: tuple[Link, ...]
    hint: str = ""
    hint_url: str = ""


def link_words() -> dict[str, str]:
    """Return the word for each kind of link a step may have."""
    return {str(value): str(label) for value, label in StepLink.Kind.choices}


def group_words() -> dict[str, str]:
    """Return the word for several links of a kind."""
    return {
        "document": _("Documents"),
        "template": _("Templates"),
        "form": _("Forms"),
        "system": _("Systems"),
        "information": _("Information"),
        "law": _("Laws"),
        "goal": _("Goals"),
        "competence": _("Competence"),
        "contact_point": _("Contact points"),
        "process": _("Processes"),
        "link": _("On the web"),
    }


def link_of(link: NamedLink) -> Link:
    """Return a link for the screen."""
    words = dict(StepLink.Use.choices) | dict(StepLink.Strength.choices)
    said = [str(words[one]) for one in (link.use, link.strength) if one in words]
    details = (*said, *filter(None, (link.note,)))
    broken, checked = _web_words(link.web)
    return Link(link.kind, link_words()[link.kind], link.name, link.url, details, link.is_web, link.pk, broken, checked)


def _web_words(web: WebAddress | None) -> tuple[str, str]:
    """Say since when an address does not answer and why, and when it was last asked; blank where there is nothing."""
    if web is None or web.last_checked_at is None:
        return "", ""
    checked = _("Checked %(day)s.") % {"day": formats.day_of(web.last_checked_at)}
    if web.broken_date is None:
        return "", checked
    since = _("Does not answer since %(day)s") % {"day": formats.day(web.broken_date)}
    return since, f"{web.why} {checked}"


def groups_of(links: Iterable[NamedLink]) -> tuple[LinkGroup, ...]:
    """Return links by kind, in the order of the kinds."""
    by_kind: dict[str, list[Link]] = {}
    for link in links:
        by_kind.setdefault(link.kind, []).append(link_of(link))
    words = group_words()
    return tuple(
        LinkGroup(
            kind,
            words[kind],
            ICONS.get(kind, "file-text"),
            tuple(by_kind[kind]),
            hint=_("How to get access") if kind == SYSTEM else "",
            hint_url=reverse("access:requests") if kind == SYSTEM else "",
        )
        for kind in words
        if kind in by_kind
    )
