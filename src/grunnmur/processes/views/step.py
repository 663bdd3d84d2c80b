"""One step of a process on a page of its own: who, with what, and what comes before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.processes import queries
from grunnmur.processes.forms.asking import AskForm, TellForm
from grunnmur.processes.models import Assignment, Step
from grunnmur.processes.queries import Drawing, Holder, ReadProcess
from grunnmur.processes.views.shown import ShownStep, letter_words, shown_steps, what_i_do
from grunnmur.processes.views.shown_talk import shown_talk
from grunnmur.publishing.queries import Version

Context = dict[str, Any]  # what a template shows
MOST_NAMES = 8
DAYS = 5  # working days until an answer is wanted, if nobody says another day


@dataclass(frozen=True)
class Taking:
    """A role's part in a step, and whom that means today: some names, and how many more."""

    letter: str
    word: str
    role: str
    role_url: str
    binding: str
    holders: tuple[Holder, ...]
    more: int


def step(request: Request, code: str, uid: str) -> HttpResponse:
    """Show one step: what is done, who takes part today, what it needs and gives, and where it leads."""
    return step_page(request, code, uid)


def step_page(
    request: Request, code: str, uid: str, *, ask: AskForm | None = None, tell: TellForm | None = None
) -> HttpResponse:
    """Answer with the page of a step. ask, tell: forms that came in and could not be followed."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    row = _found(read, uid)
    links = queries.named_links(read.row, seen_by=request.user)
    drawing = queries.drawing_of(read.row, title=read.item.title, links=links)
    shown = _shown(request, read, drawing)
    place = [one.uid for one in shown].index(uid)
    letters = read.letters.get(row.pk, ())
    whole_url = reverse("processes:process", args=[read.item.code])
    context = {
        "read": read,
        "row": row,
        "step": shown[place],
        "takings": _takings(request, letters),
        "talk": shown_talk(queries.conversation_at(read.process.pk, uid, seen_by=request.user), request),
        "traffic": _traffic(row, drawing),
        "before": _neighbour(shown[:place][::-1]),
        "after": _neighbour(shown[place + 1 :]),
        "in_drawing_url": f"{whole_url}#{shown[place].anchor}",
        "whole_url": whole_url,
        "feedback_url": f"{reverse('publishing:feedback', args=[read.item.code])}?{urlencode({'part': uid})}",
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": read.item.title, "url": whole_url},
            {"label": str(row)},
        ],
    } | _forms(request, read, letters, ask=ask, tell=tell)
    return page(request, "processes/step.html", context, status=422 if ask or tell else 200)


def _forms(
    request: Request, read: ReadProcess, letters: Sequence[Assignment], *, ask: AskForm | None, tell: TellForm | None
) -> Context:
    """Return the forms to ask and to tell, for who does the step, where somebody is consulted or informed."""
    if read.version.state != Version.State.CURRENT or not queries.does_step(letters, by=request.user):
        return {"ask": None, "tell": None}
    by = request.user
    empty = AskForm(initial={"due_date": working_days_after(today(), DAYS)}, auto_id="id_ask-%s")
    return {
        "ask": (ask or empty) if queries.reached(letters, "K", by=by) else None,
        "tell": (tell or TellForm(auto_id="id_tell-%s")) if queries.reached(letters, "I", by=by) else None,
    }


def _found(read: ReadProcess, uid: str) -> Step:
    """Return the step that is work. Raises Step.DoesNotExist."""
    row = next((one for one in read.steps if one.uid == uid and one.number), None)
    if row is None:
        raise Step.DoesNotExist
    return row


def _shown(request: Request, read: ReadProcess, drawing: Drawing) -> list[ShownStep]:
    by_step = queries.letters_of_mine(read.letters, seen_by=request.user)
    mine = {one.element_id: what_i_do(by_step[one.pk]) for one in read.steps if one.pk in by_step}
    rows = {one.element_id: one for one in read.steps}
    return shown_steps(drawing, rows=rows, letters=read.letters, mine=mine, code=read.item.code)


def _neighbour(steps: Sequence[ShownStep]) -> ShownStep | None:
    return next((one for one in steps if one.url), None)


def _takings(request: Request, rows: Sequence[Assignment]) -> list[Taking]:
    """Return who takes part, by letter: people of the reader's own units first."""
    holders = queries.holders_of_roles([row.process_role for row in rows], on=today(), seen_by=request.user)
    words = letter_words()
    ordered = sorted(rows, key=lambda row: list(words).index(row.letter))
    return [_taking(row, words[row.letter], holders.get(row.process_role_id, ())) for row in ordered]


def _taking(row: Assignment, word: str, holders: Sequence[Holder]) -> Taking:
    role = row.process_role
    return Taking(
        letter=row.letter,
        word=word,
        role=role.name,
        role_url=reverse("processes:role", args=[role.pk]),
        binding="" if holders else str(role.get_binding_display()),
        holders=tuple(holders[:MOST_NAMES]),
        more=max(len(holders) - MOST_NAMES, 0),
    )


def _traffic(row: Step, drawing: Drawing) -> dict[str, list[str]]:
    """Return what the step needs and gives: data and messages that go in and out of it in the drawing."""
    drawn = next(one for one in drawing.steps if one.element_id == row.element_id)
    needs = [*drawn.reads, *(one.name for one in drawn.receives if one.name)]
    gives = [*drawn.writes, *(one.name for one in drawn.sends if one.name)]
    return {"needs": [" ".join(one.split()) for one in needs], "gives": [" ".join(one.split()) for one in gives]}
