"""Saying which personal data of whom information holds."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.details import editable, touch
from grunnmur.landscape.events import InformationContentChanged
from grunnmur.landscape.models import InformationContent
from grunnmur.landscape.queries.information import Pair, content_of, data_categories, subject_categories
from grunnmur.landscape.rules.categories import UnknownCategoryError


@transaction.atomic
def set_content(element_id: UUID, content: Collection[Pair], *, by: Actor) -> bool:
    """Say all that an information object holds: pairs of data category and subject category, by code.

    What is left out is held no longer. Returns whether that changed anything. Raises Element.DoesNotExist,
    PermissionDenied (needs landscape.edit where it is owned), RetiredElementError, UnknownCategoryError.
    """
    element = editable(element_id, element_type="information", by=by)
    wanted, there = frozenset(content), content_of(element_id)
    _require_known(wanted)
    if wanted == there:
        return False
    rows = InformationContent.objects.filter(element=element)
    InformationContent.objects.filter(
        pk__in=[row.pk for row in rows if (row.data_category, row.subject_category) not in wanted]
    ).delete()
    InformationContent.objects.bulk_create(
        InformationContent(element=element, data_category=data, subject_category=subject)
        for data, subject in sorted(wanted - there)
    )
    touch(element, changed=frozenset({"content"}))
    publish(InformationContentChanged(element_id))
    return True


def _require_known(pairs: Collection[Pair]) -> None:
    data, subjects = data_categories(), subject_categories()
    unknown = sorted({one for one, _subject in pairs} - data.keys() | {one for _data, one in pairs} - subjects.keys())
    if unknown:
        raise UnknownCategoryError(_("There is no category called %(names)s.") % {"names": ", ".join(unknown)})
