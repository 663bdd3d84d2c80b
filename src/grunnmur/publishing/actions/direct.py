"""Publishing on the direct track: the domain of the content has decided, and the version is valid at once."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.publishing.events import VersionPublished
from grunnmur.publishing.models import DocumentType, Item, Version
from grunnmur.publishing.queries.codes import taken_codes
from grunnmur.publishing.rules import CodeTakenError, code_from, unit_in


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """Something to publish under a code; without one it gets one made of its title."""

    kind: str
    title: str
    code: str = ""
    owner_key: str = ""
    audience: tuple[str, ...] = ("everyone",)
    line_id: UUID | None = None
    document_type_id: UUID | None = None


@transaction.atomic
def create_item(new: NewItem) -> Item:
    """Make an item without a version; the domain of its kind has checked that the actor may.

    Raises CodeTakenError, DocumentType.DoesNotExist.
    """
    taken = taken_codes()
    if new.code in taken:
        raise CodeTakenError(_("The code %(code)s belongs to something else already.") % {"code": new.code})
    kind = DocumentType.objects.get(pk=new.document_type_id) if new.document_type_id else None
    item = Item(
        kind=new.kind,
        code=new.code or code_from(new.title, taken),
        title=new.title,
        owner_key=new.owner_key,
        owner_unit_id=unit_in(new.owner_key),
        line_id=new.line_id,
        audience=list(new.audience),
        document_type=kind,
    )
    if kind and kind.revision_months:
        item.revision_interval_months = kind.revision_months
    item.save(force_insert=True)
    return item


@transaction.atomic
def record_version(item: Item, *, content_hash: str, change_note: str = "", by: Actor) -> Version:
    """Make a version that is frozen and valid from today; the one before is replaced.

    content_hash: SHA-256 of what is frozen, 64 hexadecimal digits.
    """
    at = now()
    locked = Item.objects.select_for_update().get(pk=item.pk)
    before = Version.objects.filter(item=locked, state=Version.State.CURRENT).first()
    if before:
        replace(before)
    version = Version.objects.create(
        item=locked,
        major=(before.major if before else 0) + 1,
        change_note=change_note,
        valid=Period(today()).to_range(),
        author=str(by),
        content_hash=content_hash,
        frozen_at=at,
    )
    publish(VersionPublished(locked.pk, version.pk, at))
    return version


def replace(before: Version) -> None:
    """Close the days of the version that was valid; replaced on its first day, it keeps that day."""
    first = Period.from_range(before.valid).lower or today()
    before.state = Version.State.REPLACED
    before.valid = Period(first, max(today(), Period.on(first).upper or first)).to_range()
    before.save(update_fields=["state", "valid"])
