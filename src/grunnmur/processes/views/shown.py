"""How steps, letters and changes are put for the screen."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grunnmur.core.history import Change
from grunnmur.core.timeline import Entry, entries_of, title_of
from grunnmur.processes.bpmn.steps import Step as DrawnStep
from grunnmur.processes.models import Assignment, Step
from grunnmur.processes.queries import ChecklistItem, Drawing, StepFacts
from grunnmur.processes.views.linked import LinkGroup, groups_of

TOLD = {
    "kind": gettext_lazy("Kind"),
    "purpose": gettext_lazy("Purpose"),
    "trigger": gettext_lazy("What begins it"),
    "result": gettext_lazy("What comes of it"),
    "customer": gettext_lazy("For whom"),
    "area": gettext_lazy("Area"),
}  # the columns of a process that its history tells of
_DURATION = re.compile(r"P(\d+)([DWMY])")


@dataclass(frozen=True)
class Letter:
    """One letter of a step: its word, and the roles that have it."""

    letter: str
    word: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One way on from a step: the sentence, and the row it leads to."""

    sentence: str
    anchor: str


@dataclass(frozen=True)
class Item:
    """One thing of a step's checklist, with what is said about it."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ShownStep:
    """A row of the step list: everything the drawing says of a node, and what the library knows beside.

    uid: of the stored step, the same in all versions; "" for one that is not stored. kind: the word for an event or a
    gateway; "" for work. role: of its lane, "" when the letters say it already.
    mine: what the reader does in it, "" for nothing. url: of its own page, "" for what has none.
    """

    anchor: str
    uid: str
    number: str
    kind: str
    name: str
    role: str
    sentences: tuple[str, ...]
    ways: tuple[Way, ...]
    text: str
    letters: tuple[Letter, ...]
    items: tuple[Item, ...]
    links: tuple[LinkGroup, ...]
    facts: tuple[str, ...]
    mine: str
    is_dimmed: bool
    url: str = ""


def shown_steps(
    drawing: Drawing,
    *,
    rows: Mapping[str, Step] | None = None,
    letters: Mapping[UUID, Sequence[Assignment]] | None = None,
    mine: Mapping[str, str] | None = None,
    is_dimmed: Callable[[str], bool] = lambda _element: False,
    code: str = "",
) -> list[ShownStep]:
    """Return the step list of a drawing in reading order.

    rows: the stored steps by element id; letters: by stored step; mine: what the reader does, by element id.
    code: of the process, if its steps have pages.
    """
    shown = _Shower(drawing, rows or {}, letters or {}, code)
    return [
        shown.row(step, mine=(mine or {}).get(step.element_id, ""), is_dimmed=is_dimmed(step.element_id))
        for step in drawing.steps
    ]


class _Shower:
    """Puts the steps of one drawing for the screen."""

    def __init__(
        self, drawing: Drawing, rows: Mapping[str, Step], letters: Mapping[UUID, Sequence[Assignment]], code: str
    ) -> None:
        self.drawing, self.rows, self.letters, self.code = drawing, rows, letters, code
        self.anchors = {step.element_id: step.anchor for step in drawing.steps}

    def row(self, step: DrawnStep, *, mine: str, is_dimmed: bool) -> ShownStep:
        phrases, facts = self.drawing.phrases, self.drawing.facts.get(step.element_id, StepFacts())
        stored = self.rows.get(step.element_id)
        letters = letters_of(self.letters.get(stored.pk, ()) if stored and step.is_activity else ())
        does = [name for letter in letters if letter.letter == "U" for name in letter.roles]
        role = " / ".join(_flat(name) for name in step.lane_path if name) or _flat(step.pool)
        return ShownStep(
            anchor=step.anchor,
            uid=stored.uid if stored else "",
            number=step.number,
            kind=phrases.kind(step),
            name=_flat(step.name) or (_("(no name)") if step.is_activity else ""),
            role=role if role not in does else "",
            sentences=(*phrases.when(step), *phrases.beside(step), *phrases.traffic(step), *phrases.notes(step)),
            ways=self._ways(step),
            text=step.doc,
            letters=letters,
            items=tuple(_item(one) for one in facts.items),
            links=groups_of(facts.links),
            facts=(*_deadlines(facts), *_alternatives(facts)),
            mine=mine,
            is_dimmed=is_dimmed,
            url=reverse("processes:step", args=[self.code, stored.uid]) if self.code and stored and step.number else "",
        )

    def _ways(self, step: DrawnStep) -> tuple[Way, ...]:
        sentences = self.drawing.phrases.onward(step)
        pairs = zip(sentences, step.next, strict=True)
        return tuple(Way(sentence, self.anchors.get(way.target, "")) for sentence, way in pairs)


def _flat(name: str) -> str:
    return " ".join(name.replace("\u00ad", "").split())


def _item(item: ChecklistItem) -> Item:
    notes = [_("Required")] if item.is_required else []
    notes += [_("Remember")] if item.is_warning else []
    notes += [_("Only: %(condition)s") % {"condition": item.condition}] if item.condition else []
    notes += [kept_for(item.keeps)] if item.keeps else []
    return Item(item.text, tuple(notes))


def _deadlines(facts: StepFacts) -> list[str]:
    return [_("Deadline: %(deadline)s") % {"deadline": deadline} for deadline in facts.deadlines]


def _alternatives(facts: StepFacts) -> list[str]:
    return [_("%(role)s may do it instead.") % {"role": role} for role in facts.alternatives]


def kept_for(duration: str) -> str:
    """Say an ISO 8601 duration as how long something is kept."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return _("Keep: %(duration)s") % {"duration": duration}
    count, unit = int(match.group(1)), match.group(2)
    sentences = {
        "D": ngettext("Keep for %(count)d day", "Keep for %(count)d days", count),
        "W": ngettext("Keep for %(count)d week", "Keep for %(count)d weeks", count),
        "M": ngettext("Keep for %(count)d month", "Keep for %(count)d months", count),
        "Y": ngettext("Keep for %(count)d year", "Keep for %(count)d years", count),
    }
    return sentences[unit] % {"count": count}


def letter_words() -> dict[str, str]:
    """Return the word for each letter, in the order of the letters."""
    words = {str(letter): str(label) for letter, label in Assignment.Letter.choices}
    return {letter: words[letter] for letter in "HUKI"}


def letters_of(rows: Iterable[Assignment]) -> tuple[Letter, ...]:
    """Return a step's letters in the order H, U, K, I, each with the names of its roles."""
    roles: dict[str, list[str]] = {}
    for row in rows:
        roles.setdefault(row.letter, []).append(row.process_role.name)
    return tuple(
        Letter(letter, word, tuple(roles[letter])) for letter, word in letter_words().items() if letter in roles
    )


def what_i_do(letters: Sequence[str]) -> str:
    """Say what the reader does in a step, by her weightiest letter."""
    sentences = {
        "U": _("You do this."),
        "H": _("You answer for this."),
        "K": _("You are asked."),
        "I": _("You are told."),
    }
    return sentences[letters[0]]


def entries(changes: Iterable[Change], *, about: str = "") -> list[Entry]:
    """Return a row's changes as entries of a timeline. about: what was changed, after the verb."""
    titled = [(f"{title_of(change)}: {about}" if about else "", change) for change in changes]
    return entries_of(titled, told=TOLD)
