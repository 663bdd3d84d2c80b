"""Which steps of a process the reader sees more clearly: her own, or those of one role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.http import Request
from grunnmur.processes import queries
from grunnmur.processes.bpmn.draw import Mark
from grunnmur.processes.queries import NamedLink, ReadProcess
from grunnmur.processes.views.linked import SYSTEM
from grunnmur.processes.views.shown import what_i_do

Link = dict[str, Any]  # label, url, is_current
MINE = "mine"
WHOLE = "whole"
DOES = frozenset("UH")  # the letters that make a step one's own


@dataclass(frozen=True)
class Emphasis:
    """What the drawing and the list put forward, and the links that change it.

    mine: what the reader does in a step, by element id. text: how many steps are hers, or were chosen.
    """

    marks: Mapping[str, Mark]
    mine: Mapping[str, str]
    chosen: Collection[str] | None
    text: str
    filters: list[Link]
    sizes: list[Link]
    is_whole: bool

    def is_dimmed(self, element: str) -> bool:
        """Tell whether a step stands back behind those that were chosen."""
        return self.chosen is not None and element not in self.chosen


def emphasis_of(read: ReadProcess, request: Request, links: Mapping[str, Sequence[NamedLink]]) -> Emphasis:
    """Return what the reader's roles and the address put forward. No statements beside those of her keys.

    links: those of the version, by uid of the step.
    """
    by_step = queries.letters_of_mine(read.letters, seen_by=request.user)
    letters = {step.element_id: by_step[step.pk] for step in read.steps if step.pk in by_step and step.number}
    own = {element for element, found in letters.items() if not DOES.isdisjoint(found)}
    show = request.GET.get("show", "")
    chosen = own if show == MINE else (_of_role(read, show) or _of_system(read, show, links))
    is_whole = request.GET.get("size") == WHOLE
    return Emphasis(
        marks=_marks(read, own, chosen),
        mine={element: what_i_do(found) for element, found in letters.items()},
        chosen=chosen,
        text=_text(read, own, chosen, is_mine=show == MINE),
        filters=_filters(read, show if chosen is not None else "", links, is_whole=is_whole, has_own=bool(own)),
        sizes=_sizes(show, is_whole=is_whole),
        is_whole=is_whole,
    )


def _of_role(read: ReadProcess, show: str) -> set[str] | None:
    """Return the steps in which a role has a letter; None when it has none, or no role was named."""
    rows = {step.element_id: read.letters.get(step.pk, ()) for step in read.steps if step.number}
    found = {element for element, letters in rows.items() if any(str(one.process_role_id) == show for one in letters)}
    return found or None


def _of_system(read: ReadProcess, show: str, links: Mapping[str, Sequence[NamedLink]]) -> set[str] | None:
    """Return the steps that use a system; None when none does, or no system was named."""
    using = {uid for uid, found in links.items() if any(one.kind == SYSTEM and _key(one) == show for one in found)}
    return {step.element_id for step in read.steps if step.uid in using and step.number} or None


def _key(link: NamedLink) -> str:
    """Return how an address calls a system: by its id, or its name when that is all that is known."""
    return str(link.ref.id) if link.ref else f"{SYSTEM}:{link.name.casefold()}"


def _marks(read: ReadProcess, own: Collection[str], chosen: Collection[str] | None) -> dict[str, Mark]:
    marks = {element: Mark("mine", "★", _("This step is yours.")) for element in own}
    if chosen is None:
        return marks
    back = {step.element_id: Mark("dimmed") for step in read.steps if step.element_id not in chosen}
    return marks | back


def _text(read: ReadProcess, own: Collection[str], chosen: Collection[str] | None, *, is_mine: bool) -> str:
    steps = sum(bool(step.number) for step in read.steps)
    if chosen is not None and not is_mine:
        count = len(chosen)
        sentence = ngettext(
            "%(count)d of %(steps)d steps is put forward.", "%(count)d of %(steps)d steps are put forward.", count
        )
        return sentence % {"count": count, "steps": steps}
    if not own:
        return _("None of these steps is yours.") if is_mine else ""
    sentence = ngettext("%(count)d of %(steps)d steps is yours.", "%(count)d of %(steps)d steps are yours.", len(own))
    return sentence % {"count": len(own), "steps": steps}


def _filters(
    read: ReadProcess, show: str, links: Mapping[str, Sequence[NamedLink]], *, is_whole: bool, has_own: bool
) -> list[Link]:
    """Return a link for all steps, for one's own, for each role that has a letter, and each system that is used."""
    roles = {
        str(row.process_role_id): row.process_role.name for step in read.steps for row in read.letters.get(step.pk, ())
    }
    work = {step.uid for step in read.steps if step.number}
    systems = {
        _key(one): _("System: %(name)s") % {"name": one.name}
        for uid, found in links.items()
        for one in found
        if one.kind == SYSTEM and uid in work
    }
    shown = {"": _("All steps")} | ({MINE: _("My steps")} if has_own else {}) | roles | systems
    return [
        {"label": label, "url": _address(key, is_whole=is_whole), "is_current": key == show}
        for key, label in shown.items()
    ]


def _sizes(show: str, *, is_whole: bool) -> list[Link]:
    return [
        {"label": _("Full size"), "url": _address(show, is_whole=False), "is_current": not is_whole},
        {"label": _("Whole drawing"), "url": _address(show, is_whole=True), "is_current": is_whole},
    ]


def _address(show: str, *, is_whole: bool) -> str:
    sent = ({"show": show} if show else {}) | ({"size": WHOLE} if is_whole else {})
    return f"?{urlencode(sent)}#drawing"
