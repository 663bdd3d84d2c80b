"""Saying beside a section of a guide how it is done here."""

from django.db import transaction

from grunnmur.core.permissions import Actor, require
from grunnmur.publishing.models import GuideNote
from grunnmur.publishing.queries.guides import find_section
from grunnmur.publishing.rules import RUN_FACTORY

LONGEST = 4000


@transaction.atomic
def set_guide_note(guide: str, section: str, *, text: str, by: Actor) -> GuideNote | None:
    """Keep what a municipality says beside a section; nothing takes it away.

    Raises PermissionDenied (needs publishing.run_factory), GuideDoesNotExist for a section that is not there.
    """
    require(by, RUN_FACTORY)
    find_section(guide, section, language="en")
    told = text.strip()[:LONGEST]
    if not told:
        GuideNote.objects.filter(guide=guide, section=section).delete()
        return None
    return GuideNote.objects.update_or_create(guide=guide, section=section, defaults={"text": told})[0]
