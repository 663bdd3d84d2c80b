"""Saying beside a section of a guide how it is done here, and letting guides be found."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import translation

from grunnmur.core import search
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tenancy import current_tenant
from grunnmur.publishing.models import GuideNote
from grunnmur.publishing.queries.guides import all_notes, find_section, plain_sections
from grunnmur.publishing.rules import GUIDE_SECTION, RUN_FACTORY, all_guides

LONGEST = 4000


@transaction.atomic
def set_guide_note(guide: str, section: str, *, text: str, by: Actor) -> GuideNote | None:
    """Keep what a municipality says beside a section; nothing takes it away.

    Raises PermissionDenied (needs publishing.run_factory), GuideDoesNotExist for a section that is not there.
    """
    require(by, RUN_FACTORY)
    find_section(guide, section, language="en")
    told = text.strip()[:LONGEST]
    note = None
    if told:
        note, _is_new = GuideNote.objects.update_or_create(guide=guide, section=section, defaults={"text": told})
    else:
        GuideNote.objects.filter(guide=guide, section=section).delete()
    index_guides()
    return note


def index_guides() -> None:
    """Let the guides be found by what they say, and by what the municipality says beside them.

    They come with Grunnmur, so this is done each night too: after an upgrade they may say something else. What is
    unchanged is not written.
    """
    search.rebuild(GUIDE_SECTION)


def guide_entries(after: UUID | None) -> Iterable[search.Entry]:
    """Yield every section's entry in the order of ids, in the municipality's language. One statement."""
    notes, language = all_notes(), current_tenant().language
    with translation.override(language):
        titles = {guide.key: str(guide.title) for guide in all_guides()}
    for one in plain_sections(language=language):
        if after is None or one.id > after:
            yield search.Entry(
                kind=GUIDE_SECTION,
                ref=one.id,
                title=one.heading,
                subtitle=titles[one.guide.key],
                body="\n".join(filter(None, (notes.get((one.guide.key, one.anchor), ""), one.text))),
                language=language,
                audience_keys=["everyone"],
            )
