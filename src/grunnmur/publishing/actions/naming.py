"""Saying how things are named, and which types of documents there are."""

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, may
from grunnmur.core.tenancy import current_tenant
from grunnmur.publishing import rules
from grunnmur.publishing.models import DocumentType, Item, NamingStandard
from grunnmur.publishing.queries.standing import Part, parts_in, standing
from grunnmur.publishing.rules import RUN_FACTORY, CodeTakenError, PatternError, WrongTypeError, read_pattern

STARTER = Path(rules.__file__).parents[1] / "starter"


@dataclass(frozen=True, kw_only=True)
class StandardFacts:
    """What a standard says; see NamingStandard."""

    subject: str
    pattern: str
    example: str
    why: str
    kind: str = ""
    line_id: UUID | None = None
    counter_example: str = ""
    level: str = NamingStandard.Level.WARNING
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class TypeFacts:
    """What is said of a type of document; see DocumentType."""

    name: str
    kind: str
    meaning: str
    line_id: UUID | None = None
    pattern: str = ""
    example: str = ""
    why: str = ""
    revision_months: int | None = None
    is_active: bool = True


@transaction.atomic
def set_standard(facts: StandardFacts, *, standard_id: UUID | None = None, by: Actor) -> NamingStandard:
    """Make a standard, or change one.

    Raises PermissionDenied (the factory's owner; the chief for her own line), PatternError when it cannot be read or
    does not fit its own examples, CodeTakenError when another one says it already.
    """
    row = NamingStandard.objects.select_for_update().get(pk=standard_id) if standard_id else NamingStandard()
    for line in {row.line_id, facts.line_id} if standard_id else {facts.line_id}:
        _require_says(line, by=by)
    _check(facts.pattern, facts.example, facts.counter_example)
    _keep(row, facts, taken=_("Another standard in use says how this is named."))
    return row


@transaction.atomic
def set_document_type(facts: TypeFacts, *, document_type_id: UUID | None = None, by: Actor) -> DocumentType:
    """Make a type of document, or change one.

    Raises PermissionDenied (the factory's owner; the chief for her own line), PatternError, CodeTakenError (its name).
    """
    row = DocumentType.objects.select_for_update().get(pk=document_type_id) if document_type_id else DocumentType()
    for line in {row.line_id, facts.line_id} if document_type_id else {facts.line_id}:
        _require_says(line, by=by)
    if facts.pattern:
        _check(facts.pattern, facts.example)
    _keep(row, facts, taken=_("Another type of document has this name."))
    return row


def _keep(row: NamingStandard | DocumentType, facts: StandardFacts | TypeFacts, *, taken: str) -> None:
    """Write facts into a row. Raises CodeTakenError, which says what is taken."""
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise CodeTakenError(taken) from error


@transaction.atomic
def set_item_type(item_id: UUID, document_type_id: UUID | None, *, by: Actor) -> Item:
    """Say which type of document an item is; None for no type. Its revisions follow the type's interval.

    Raises PermissionDenied (the factory's owner, the line's chief, whoever owns it), DocumentType.DoesNotExist,
    WrongTypeError (one of documents for a process, or the other way round).
    """
    item = Item.objects.select_for_update().get(pk=item_id)
    found = standing(item, by=by)
    if not (may(by, RUN_FACTORY) or found.is_chief or found.is_owner):
        raise PermissionDenied(_("Only the flow chief of the line, and whoever answers for it, may do this."))
    item.document_type = DocumentType.objects.get(pk=document_type_id) if document_type_id else None
    if item.document_type and not _fits(item.document_type, item):
        raise WrongTypeError(_("A process has a type of processes, and a document one of documents."))
    if item.document_type and item.document_type.revision_months:
        item.revision_interval_months = item.document_type.revision_months
    item.save(update_fields=["document_type", "revision_interval_months"])
    return item


def _fits(row: DocumentType, item: Item) -> bool:
    return (row.kind == DocumentType.Kind.PROCESS) == (item.kind == DocumentType.Kind.PROCESS)


def _check(pattern: str, example: str, counter_example: str = "") -> None:
    read = read_pattern(pattern)
    if not read.fits(example):
        raise PatternError(_("The example “%(name)s” does not follow the pattern.") % {"name": example})
    if counter_example and read.fits(counter_example):
        raise PatternError(
            _("The pattern lets “%(name)s” pass, which is not how it shall be.") % {"name": counter_example}
        )


def _require_says(line_id: UUID | None, *, by: Actor) -> None:
    is_chief = line_id is not None and Part.CHIEF in parts_in(line_id, by=by)
    if not (is_chief or may(by, RUN_FACTORY)):
        raise PermissionDenied(_("Only whoever runs the factory, and the flow chief for her own line, may do this."))


@transaction.atomic
def begin_naming(*, by: Actor) -> None:
    """Give a municipality the standards and types one begins with, in its language; none if it has had any.

    Raises PermissionDenied (needs publishing.run_factory).
    """
    _require_says(None, by=by)
    if NamingStandard.objects.exists() or DocumentType.objects.exists():
        return
    lists = tomllib.loads((STARTER / f"{current_tenant().language}.toml").read_text(encoding="utf-8"))
    for entry in lists["standard"]:
        set_standard(StandardFacts(**entry), by=by)
    for entry in lists["type"]:
        set_document_type(TypeFacts(**entry), by=by)
