"""How things are named here, and what a gate says of a name."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from grunnmur.publishing.models import DocumentType, Item, NamingStandard
from grunnmur.publishing.rules import GateResult, Level, read_pattern

Subject = NamingStandard.Subject
WRONG = gettext_noop("“%(name)s” does not follow our naming standard “%(pattern)s”. Like this: “%(example)s”.")
RIGHT = gettext_noop("Title and code follow our naming standards.")
NO_TYPE = gettext_noop("“%(name)s” is called otherwise than a %(type)s: “%(pattern)s”. Like this: “%(example)s”.")


def naming_standards() -> list[NamingStandard]:
    """Return every standard: those in use first, by what is named, the common before a line's. One statement."""
    rows = NamingStandard.objects.select_related("line")
    return list(rows.order_by("-is_active", "subject", "kind", F("line__name").asc(nulls_first=True), "pk"))


def document_types() -> list[DocumentType]:
    """Return every type: those in use first, by name. One statement."""
    return list(DocumentType.objects.select_related("line").order_by("-is_active", "name", "pk"))


def types_to_choose(line_id: UUID | None, *, kind: str) -> list[DocumentType]:
    """Return the types in use that an item of a line may have, by name.

    kind: of the item; processes have types of processes, and nothing else has.
    """
    rows = DocumentType.objects.filter(Q(line=None) | Q(line_id=line_id), is_active=True)
    of_processes = Q(kind=DocumentType.Kind.PROCESS)
    rows = rows.filter(of_processes if kind == DocumentType.Kind.PROCESS else ~of_processes)
    return list(rows.order_by("name", "pk"))


def find_standard(standard_id: UUID) -> NamingStandard:
    """Return a standard. Raises NamingStandard.DoesNotExist."""
    return NamingStandard.objects.select_related("line").get(pk=standard_id)


def find_document_type(document_type_id: UUID) -> DocumentType:
    """Return a type. Raises DocumentType.DoesNotExist."""
    return DocumentType.objects.select_related("line").get(pk=document_type_id)


def standards_for(item: Item, subjects: Iterable[str]) -> dict[str, NamingStandard]:
    """Return the standard that holds for each of these of an item, by subject; those without are left out.

    That of the item's line goes before the common one, then that of its kind. One statement.
    """
    rows = NamingStandard.objects.filter(
        Q(line=None) | Q(line_id=item.line_id), subject__in=list(subjects), kind__in=("", item.kind), is_active=True
    )
    found: dict[str, NamingStandard] = {}
    for row in sorted(rows, key=lambda one: (one.line_id is not None, bool(one.kind))):
        found[row.subject] = row
    return found


def name_results(standard: NamingStandard, names: Sequence[tuple[str, str]], *, mend_url: str = "") -> list[GateResult]:
    """Return what a gate says of the names that do not follow a standard. names: (anchor, name)."""
    pattern = read_pattern(standard.pattern)
    return [
        GateResult(
            key=f"naming_{standard.subject}",
            level=Level(standard.level),
            message=WRONG,
            params={"name": name[:200], "pattern": standard.pattern, "example": standard.example},
            anchor=anchor,
            mend_url=mend_url,
            explained_url=f"{reverse('publishing:naming')}#standard-{standard.pk}",
        )
        for anchor, name in names
        if name.strip() and not pattern.fits(name)
    ]


def item_names(item: Item) -> list[GateResult]:
    """Return what the standards, and the item's document type, say of its title and code. Two statements."""
    standards = standards_for(item, (Subject.TITLE, Subject.CODE))
    named = {Subject.TITLE: item.title, Subject.CODE: item.code}
    found = [
        result
        for subject, name in named.items()
        if subject in standards
        for result in name_results(standards[subject], [("", name)])
    ]
    kind = item.document_type
    if kind and kind.pattern and not read_pattern(kind.pattern).fits(item.title):
        found.append(_other_type(item, kind))
    if not found and (standards or kind):
        return [GateResult(key="naming", level=Level.OK, message=RIGHT)]
    return found


def _other_type(item: Item, kind: DocumentType) -> GateResult:
    return GateResult(
        key="naming_type",
        level=Level.WARNING,
        message=NO_TYPE,
        params={"name": item.title, "type": kind.name, "pattern": kind.pattern, "example": kind.example},
        explained_url=f"{reverse('publishing:naming')}#type-{kind.pk}",
    )
