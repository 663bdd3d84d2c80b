"""What a removal would do, before it is done; nothing is written."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.models import ReviewItem, Rule
from grunnmur.access.queries.people import holders_of
from grunnmur.access.queries.role_content import content_on, names_of_items
from grunnmur.access.queries.rule_facts import preview_rule
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, System
from grunnmur.organisation import queries as organisation

SYSTEM = System("A review")  # its reviewer need not be one who makes rules
NAMED = 10


def preview_removal(item: ReviewItem, *, chosen: Collection[UUID], seen_by: Actor) -> list[str]:
    """Say what would be gone; for a rule and what goes out of a role also who loses it, named to whom may know.

    Empty for a role that nothing was chosen of: that is refused instead.
    """
    if item.kind == ReviewItem.Kind.RULE:
        return _of_rule(Rule.objects.get(pk=item.subject_id), seen_by)
    if item.kind != ReviewItem.Kind.ROLE:
        return [_of_one(item)]
    inside = [one for one in content_on(item.subject_id, today()) if (one.permission_id or one.child_role_id) in chosen]
    gone = [_("Out: %(what)s.") % {"what": name} for name in sorted(names_of_items(inside).values())]
    count = len(holders_of(item.subject_id, today()))
    hold = ngettext("%(count)d person holds the role.", "%(count)d persons hold the role.", count) % {"count": count}
    return [*gone, hold] if gone else []


def _of_one(item: ReviewItem) -> str:
    kinds = ReviewItem.Kind
    told = {
        kinds.EXCLUSION: _("It is no longer kept away, from today. The answer cannot be taken back."),
        kinds.WAIVER: _("The exception ends today. The answer cannot be taken back."),
        kinds.THING: _("Whoever hands it out is asked to take it back. The answer cannot be taken back."),
    }
    at_once = _("It is taken away at once. The answer cannot be taken back; who needs it again asks for it anew.")
    return told.get(kinds(item.kind), at_once)


def _of_rule(rule: Rule, seen_by: Actor) -> list[str]:
    loses = preview_rule(None, seen_by=SYSTEM, instead_of=rule, from_day=today()).loses
    names = organisation.names_of([one.person_id for one in loses[:NAMED]], seen_by=seen_by)
    count = len(loses)
    told = ngettext(
        "The rule ends, and %(count)d person loses what it gives.",
        "The rule ends, and %(count)d persons lose what it gives.",
        count,
    )
    more = [_("Among them: %(names)s.") % {"names": ", ".join(sorted(names.values()))}] if names else []
    return [told % {"count": count}, *more]
