"""What each profile lets out, beside what the exporter may know of herself."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element


class Profile(StrEnum):
    """Whom a file is for: everybody, the house, those who look after security."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SECURITY = "security"


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """What is let out.

    types: of elements. condition: which of them. told: types whose summary goes along. has_owners, has_details,
    has_facts: whether owners and grades, the details of the type, and the answers about systems go along.
    """

    types: frozenset[str]
    condition: Q
    told: frozenset[str]
    has_owners: bool
    has_details: bool
    has_facts: bool


_ALL = frozenset(TYPES)
_WITHOUT_TEXT = frozenset({"measure", "assessment"})
_PUBLIC = frozenset({"goal", "service", "law", "process", "unit", "system", "information"})
PROFILES: Mapping[Profile, Redaction] = {
    Profile.PUBLIC: Redaction(
        types=_PUBLIC,
        condition=Q(audience=["everyone"]) & (~Q(type="system") | Q(lifecycle=Element.Lifecycle.ACTIVE)),
        told=frozenset({"goal", "service", "law"}),
        has_owners=False,
        has_details=False,
        has_facts=False,
    ),
    Profile.INTERNAL: Redaction(
        types=_ALL, condition=Q(), told=_ALL - _WITHOUT_TEXT, has_owners=True, has_details=True, has_facts=False
    ),
    Profile.SECURITY: Redaction(
        types=_ALL, condition=Q(), told=_ALL - _WITHOUT_TEXT, has_owners=True, has_details=True, has_facts=True
    ),
}
