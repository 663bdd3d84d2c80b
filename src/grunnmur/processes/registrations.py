"""What processes answers for: how they are linked to and found, and what it shows on pages below."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grunnmur.core import links, panels, search
from grunnmur.core.http import Request
from grunnmur.core.permissions import Actor
from grunnmur.documents.rules import register_step_readers
from grunnmur.organisation.queries import sees_details
from grunnmur.processes import method, reactions
from grunnmur.processes.actions.bundles import register_writer
from grunnmur.processes.actions.drafts import fill, freeze, published, withdrawn
from grunnmur.processes.actions.searching import entries, words_of
from grunnmur.processes.models import Assignment
from grunnmur.processes.queries import (
    MyProcess,
    factory,
    guides,
    processes,
    processes_of_keys,
    processes_of_person,
    references,
)
from grunnmur.processes.queries.readers import step_readers
from grunnmur.processes.rules import ELEMENT, KIND, NOTICE, QUESTION
from grunnmur.processes.views import asking, reading, used
from grunnmur.processes.views.bundle import write_bundle
from grunnmur.publishing.rules import PUBLISHED_ITEM, ContentKind, Guide, register_guide
from grunnmur.publishing.rules import register as register_content

ORDER = 60  # after roles and accesses
TEXTS = Path(method.__file__).parent
GUIDES = (
    Guide(
        key=guides.DRAWING,
        title=_("Drawing a process"),
        lead=_(
            "Which signs we use and when, how things are named, and what a good drawing looks like beside a bad one."
        ),
        folder=TEXTS / "drawing",
        figure=guides.figure,
    ),
    Guide(
        key=guides.STREAM,
        title=_("Mapping a value stream"),
        lead=_("How to see where the time goes: signs, times, how a map is made and how it is read."),
        folder=TEXTS / "stream",
        figure=guides.figure,
    ),
)


def register() -> None:
    """Let processes be linked to and found, and be seen on the pages of persons and units."""
    links.register_kind(KIND, resolve)
    links.register_kind(QUESTION, asking.question_links)
    links.register_kind(NOTICE, asking.notice_links)
    search.register_kind(KIND, label=_("Processes"), one=_("Process"), weight=1.2, entries=entries)
    panels.register("person", ORDER, of_person)
    panels.register("unit", ORDER, of_unit)
    panels.register(ELEMENT, ORDER, used.of_thing)
    panels.register(PUBLISHED_ITEM, ORDER, used.of_thing)
    panels.register(KIND, ORDER, used.of_process)
    register_step_readers(step_readers)
    register_writer(write_bundle)
    for guide in GUIDES:
        register_guide(guide)
    register_content(
        ContentKind(
            key=KIND,
            label=_("Process"),
            url=lambda code: reverse("processes:process", args=[code]),
            draft_url=factory.draft_url,
            compare_url=lambda code, older, newer: reverse("processes:compare", args=[code, older, newer]),
            fill=fill,
            freeze=freeze,
            gates=factory.gates,
            changes=factory.changes,
            published=published,
            withdrawn=withdrawn,
            audience=factory.audience,
            parts=factory.parts,
            links=references.references,
            linked_from=references.linked_from,
            web_links=references.web_links,
            edit_url=lambda version_id: reverse("processes:edit_draft", args=[version_id]),
            pages=reading.pages,
            words=words_of,
        )
    )


def resolve(ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:
    """Give the links of the processes the asker may read."""
    for process in processes(seen_by=seen_by).filter(pk__in=ids):
        ref = links.Ref(KIND, process.pk)
        url = reverse("processes:process", args=[process.item.code])
        yield links.Link(ref, process.item.title, url, process.purpose)


def of_person(ref: links.Ref, seen_by: Actor, _request: Request) -> panels.Panel | None:
    """Show the processes a person takes part in to those who may see her details: they tell of her roles."""
    if not sees_details(ref.id, seen_by=seen_by):
        return None
    found = processes_of_person(ref.id, seen_by=seen_by)
    return _panel(_("Processes this person takes part in"), found)


def of_unit(ref: links.Ref, seen_by: Actor, _request: Request) -> panels.Panel | None:
    """Show the processes in which the people of a unit are a role."""
    keys = [f"unit:{ref.id}", f"below:{ref.id}"]
    return _panel(_("Processes this unit takes part in"), processes_of_keys(keys, seen_by=seen_by))


def _panel(heading: Promise, found: Sequence[MyProcess]) -> panels.Panel | None:
    if not found:
        return None
    words = dict(Assignment.Letter.choices)
    rows = [
        {
            "title": row.title,
            "url": reverse("processes:process", args=[row.code]),
            "text": ", ".join(row.roles),
            "meta": words[row.letter],
        }
        for row in found
    ]
    return panels.Panel(heading, "processes/panel.html", {"rows": rows})


__all__ = ["reactions", "register"]
