"""The report of a change as a document: one description, for PDF and DOCX."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.clock import now
from grunnmur.core.documents_out import Block, Document, Figure, Heading, Listing, Table, Text
from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.drawing import ON_PAPER
from grunnmur.landscape.models import ChangeCase, ChangeStatement
from grunnmur.landscape.queries.changes import (
    Hit,
    Part,
    Report,
    outcome_words,
    owner_name,
    policy_words,
    statements_of,
    step_sentence,
)
from grunnmur.landscape.queries.figures import Links, difference_of
from grunnmur.landscape.rules import type_name

MOST_ROWS = 1_000  # of a part; more is no reading matter, and the list can be taken out as CSV


def document_of(report: Report, *, seen_by: Actor, is_drawn: bool) -> Document:
    """Return the report in the language of this thread: the plan, what it means, who must be heard, what they said.

    is_drawn: with a figure of what is different in each respect.
    """
    case = report.case
    blocks = [
        *_plan(report),
        *(block for part in report.parts if part.hits for block in _part(part, is_drawn=is_drawn)),
        *_above(report),
        *_owners(report),
        *_opinions(case, seen_by=seen_by),
    ]
    return Document(
        title=_("Change: %(title)s") % {"title": case.element.name},
        language=get_language() or "nb",
        blocks=blocks,
        under_title=_under_title(case),
    )


def _under_title(case: ChangeCase) -> list[str]:
    unit = case.element.owner_unit
    planned = _("Planned day: %(day)s") % {"day": formats.day(case.planned_date)} if case.planned_date else ""
    lines = [
        str(current_tenant().name),
        " · ".join(filter(None, (str(ChangeCase.Status(case.status).label), unit.name if unit else "", planned))),
        _("Written %(day)s. Shows what the reader had access to.") % {"day": formats.day_of(now())},
    ]
    return [line for line in lines if line]


def _plan(report: Report) -> Iterator[Block]:
    if report.case.why:
        yield Heading(_("Why?"))
        yield from (Text(paragraph) for paragraph in report.case.why.split("\n") if paragraph.strip())
    yield Heading(_("The steps"))
    if report.steps:
        yield Listing([step_sentence(one.step, report.ground.elements) for one in report.steps], is_numbered=True)
    else:
        yield Text(_("No step is planned yet."))
    if not any(part.hits for part in report.parts):
        yield Heading(_("What it means"))
        yield Text(_("As far as the map knows, this changes nothing for anything else."))


def figure_title(part: Part) -> str:
    """Return what the figure of a part is called."""
    return _("What is different: %(what)s") % {"what": policy_words(part.policy).lower()}


def _difference(part: Part, *, is_drawn: bool) -> Iterator[Block]:
    """Say which relations go and come, and draw it."""
    difference = difference_of(part, title=figure_title(part), links=Links())
    for heading, sentences in ((_("Relations that go"), difference.goes), (_("Relations that come"), difference.comes)):
        if sentences:
            yield Heading(heading, level=3)
            yield Listing(sentences[:MOST_ROWS])
    if is_drawn and difference.svg:
        said = _(
            "What goes has a cross, what comes a plus; each box says what it means for it. The tables say the same."
        )
        yield Figure(difference.svg, said, css=ON_PAPER, title=figure_title(part), has_own_page=True)


def _part(part: Part, *, is_drawn: bool) -> Iterator[Block]:
    yield Heading(policy_words(part.policy))
    yield Listing(
        [f"{outcome_words(outcome, part.policy)}: {formats.number(count)}" for outcome, count in part.counts.items()]
    )
    if part.is_at_least:
        yield Text(_("There is more than could be followed: every number is a lower bound."), is_note=True)
    yield from _difference(part, is_drawn=is_drawn)
    header = [_("What"), _("What it means"), _("Before"), _("After")]
    rows = [_cells(hit, part) for hit in part.hits[:MOST_ROWS]]
    yield Table("", header, rows, widths=[3, 2, 4, 4])
    if len(part.hits) > MOST_ROWS:
        yield Text(
            _("Left out here: %(count)s more.") % {"count": formats.number(len(part.hits) - MOST_ROWS)}, is_note=True
        )


def _cells(hit: Hit, part: Part) -> list[str]:
    return [
        f"{hit.thing.name} ({type_name(hit.thing.type).lower()})",
        outcome_words(hit.outcome, part.policy),
        _reached(hit.before, hit.before_path),
        _reached(hit.after, hit.after_path),
    ]


def _reached(level: str, path: str) -> str:
    return f"{level}: {path}" if level else "–"


def _above(report: Report) -> Iterator[Block]:
    if report.above:
        yield Heading(_("What follows elsewhere"))
        yield Listing([line.sentence for line in report.above])


def _owners(report: Report) -> Iterator[Block]:
    hearing = report.hearing
    if not hearing.owners and not hearing.unowned:
        return
    yield Heading(_("Who must be heard"))
    rows = [[owner.name, owner.reason.name, formats.number(owner.count)] for owner in hearing.owners]
    if rows:
        yield Table("", [_("Owner"), _("First of all because of"), _("Things in all")], rows, widths=[4, 5, 2])
    if hearing.unowned:
        yield Text(_("Things that nobody owns: %(count)s.") % {"count": formats.number(hearing.unowned)})


def _opinions(case: ChangeCase, *, seen_by: Actor) -> Iterator[Block]:
    statements = statements_of(case.pk, seen_by=seen_by)
    if statements:
        yield Heading(_("What owners say"))
        rows = [[owner_name(row), _stance(row), row.text] for row in statements]
        yield Table("", [_("Owner"), _("Stance"), _("In their own words")], rows, widths=[3, 3, 6])
    if case.decided_at:
        by = str(case.decided_by or "")
        yield Heading(_("The decision"))
        yield Text(", ".join(filter(None, (formats.day_of(case.decided_at), by))))
        if case.decision_note:
            yield Text(case.decision_note)


def _stance(row: ChangeStatement) -> str:
    if not row.stance:
        return _("Has not answered")
    told = str(ChangeStatement.Stance(row.stance).label)
    return f"{told}, {formats.day_of(row.stated_at)}" if row.stated_at else told
