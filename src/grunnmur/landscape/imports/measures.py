"""How much a file about the map would do, against what passes without a second look."""

from django.utils.translation import gettext_noop

from grunnmur.core.imports.guard import Measure
from grunnmur.landscape.imports.drafting import Draft
from grunnmur.landscape.imports.register import OWN, Register
from grunnmur.landscape.models import RelationClaim


def measure(draft: Draft, register: Register) -> list[Measure]:
    """Return the measures of a draft. One statement."""
    own = sum(known.type in OWN and not known.is_retired for known in register.by_id.values())
    claims = RelationClaim.objects.filter(source="import", source_ref=draft.source, ended_at=None).count()
    return [
        _measure(draft, "changed", gettext_noop("%(count)s elements change (at most %(limit)s)"), own, (100, 25)),
        _measure(
            draft, "renamed", gettext_noop("%(count)s elements get another name (at most %(limit)s)"), own, (25, 10)
        ),
        _measure(draft, "ended", gettext_noop("%(count)s relations end (at most %(limit)s)"), claims, (25, 10)),
    ]


def _measure(draft: Draft, name: str, message: str, total: int, limits: tuple[int, int]) -> Measure:
    at_least, percent = limits
    count = draft.counted.get(name, 0)
    return Measure(message=message, count=count, total=total, at_least=at_least, percent=percent)
