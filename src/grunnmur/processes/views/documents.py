"""A process as a document to print or keep, and as sheets."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.clock import now
from grunnmur.core.documents_out import Block, Document, Heading, Line, Listing, Run, Text, plain
from grunnmur.core.documents_out import Table as PrintedTable
from grunnmur.core.periods import Period
from grunnmur.core.tables.write import Table
from grunnmur.processes.models import ProcessRole, Step
from grunnmur.processes.queries import ReadProcess
from grunnmur.processes.views.linked import LinkGroup
from grunnmur.processes.views.printing import printed_drawing
from grunnmur.processes.views.shown import ShownStep, letter_words

MOST_ROLES = 8  # columns of a printed table; a sheet has them all


def document_of(
    read: ReadProcess, steps: Sequence[ShownStep], *, whole: Sequence[LinkGroup] = (), language: str
) -> Document:
    """Return the drawing, the steps, and who does what, in the language of this thread.

    whole: the links of the whole process. language: its code.
    """
    first = Period.from_range(read.version.valid).lower
    version = _("Version %(number)s") % {"number": read.version}
    valid = _("Valid from %(first)s.") % {"first": formats.day(first)} if first else ""
    blocks: list[Block] = [
        *printed_drawing(read),
        *([Text(read.process.purpose)] if read.process.purpose else []),
        *([Listing([_links(group) for group in whole])] if whole else []),
        Heading(_("The steps")),
    ]
    for step in steps:
        blocks += _step(step)
    blocks += _printed_letters(read)
    return Document(
        title=read.item.title,
        language=language,
        blocks=blocks,
        under_title=[line for line in (f"{read.item.code} · {version}", valid) if line],
        edition=" · ".join((read.item.code, version, formats.day_of(now()))),
    )


def _step(step: ShownStep) -> Iterator[Block]:
    """Yield everything the drawing says of a step, and what the library knows beside."""
    heading = " ".join(
        filter(None, (step.number, f"{step.kind}:" if step.kind and step.name else step.kind, step.name))
    )
    yield Heading(heading or _("(no name)"), level=3)
    if step.role and step.number:
        yield Text(step.role)
    if step.letters:
        yield Text(". ".join(f"{one.word}: {', '.join(one.roles)}" for one in step.letters) + ".")
    yield from (Text(text) for text in (*step.sentences, *filter(None, step.text.splitlines()), *step.facts))
    if step.items:
        yield Listing([" – ".join((item.text, *item.notes)) for item in step.items])
    if step.links:
        yield Listing([_links(group) for group in step.links])
    if step.ways:
        yield Listing([way.sentence for way in step.ways])


def _links(group: LinkGroup) -> Line:
    """Say the links of a kind on one line, each leading where it does; addresses of the web are written out."""
    runs = [Run(f"{group.label}: ")]
    for number, one in enumerate(group.links):
        runs += [Run("; ")] if number else []
        runs.append(Run(one.text, one.url))
        beside = [said for said in (*one.details, one.url if one.is_web else "") if said and said != one.text]
        runs += [Run(f" ({', '.join(beside)})")] if beside else []
    return runs


def _printed_letters(read: ReadProcess) -> Iterator[Block]:
    roles = list(roles_of(read).values())
    if not roles:
        return
    yield Heading(_("Who does what"))
    yield Listing([f"{letter}: {word}" for letter, word in letter_words().items()])
    for first in range(0, len(roles), MOST_ROLES):
        some = roles[first : first + MOST_ROLES]
        yield PrintedTable(
            caption=_("Who does what, step by step"),
            header=[_("Step"), *(role.name for role in some)],
            rows=[[f"{step.number} {step.name}", *cells] for step, cells in _letters(read, some)],
            widths=(4, *(1 for _role in some)),
        )


def roles_of(read: ReadProcess) -> Mapping[UUID, ProcessRole]:
    """Return the roles with a part in the process, in the order the steps first name them."""
    found: dict[UUID, ProcessRole] = {}
    for step in read.steps:
        for row in read.letters.get(step.pk, ()):
            found.setdefault(row.process_role_id, row.process_role)
    return found


def _letters(read: ReadProcess, roles: Sequence[ProcessRole]) -> Iterator[tuple[Step, list[str]]]:
    for step in read.steps:
        if step.number:
            rows = read.letters.get(step.pk, ())
            have = [(row.process_role_id, row.letter) for row in rows]
            yield step, ["".join(letter for letter in "HUKI" if (role.pk, letter) in have) for role in roles]


def sheets_of(read: ReadProcess, steps: Sequence[ShownStep]) -> list[Table]:
    """Return the steps, and who does what, as tables for a spreadsheet."""
    roles = list(roles_of(read).values())
    header = [
        _("Number"),
        _("Step"),
        _("Kind"),
        _("Role"),
        _("What is said of it"),
        _("Checklist"),
        _("Links"),
        _("Goes on to"),
    ]
    return [
        Table(_("The steps"), header, [_row(step) for step in steps], widths=(8, 32, 14, 22, 48, 40, 36, 36)),
        Table(
            _("Who does what"),
            [_("Number"), _("Step"), *(role.name for role in roles)],
            [[step.number, step.name, *cells] for step, cells in _letters(read, roles)],
            widths=(8, 40, *(14 for _role in roles)),
        ),
    ]


def _row(step: ShownStep) -> list[str]:
    does = ", ".join(name for letter in step.letters if letter.letter == "U" for name in letter.roles)
    said = "\n".join(filter(None, (*step.sentences, step.text, *step.facts)))
    return [
        step.number,
        step.name,
        step.kind,
        does or step.role,
        said,
        "\n".join(item.text for item in step.items),
        "\n".join(plain(_links(group)) for group in step.links),
        "\n".join(way.sentence for way in step.ways),
    ]
