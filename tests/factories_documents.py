"""Documents for tests, made through the actions of documents in a line of the factory. Enter a municipality first."""

from itertools import count

from grunnmur.documents import actions
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.rules import WRITE
from grunnmur.publishing.actions import TypeFacts, set_document_type, start_version
from grunnmur.publishing.models import DocumentType, Version
from tests.factories_organisation import SYSTEM, granting
from tests.factories_publishing import Factory, make_valid

TEXT = """## Formål

Nøkler skal ikke komme på avveie.

## Fremgangsmåte

1. Lever ut nøkkelen mot underskrift.
2. Skriv den inn i listen.

| Hva | Hvem |
|---|---|
| Utlevering | Servicetorget |
"""
_numbers = count(1)


def make_type(kind: str = "routine", name: str = "") -> DocumentType:
    """A type of document, the same one each time."""
    found = DocumentType.objects.filter(kind=kind, name=name or kind.title()).first()
    if found:
        return found
    facts = TypeFacts(name=name or kind.title(), kind=kind, meaning="Slik gjør vi det.")
    return set_document_type(facts, by=SYSTEM)


def new_document(made: Factory, *, title: str = "", code: str = "", kind: str = "routine", **facts: object):
    """What the modeller says of a document; the unit's leader owns it."""
    number = next(_numbers)
    return actions.NewDocument(
        title=title or f"Rutine {number}",
        code=code or f"R-{number}",
        line_id=made.line.pk,
        type_id=make_type(kind).pk,
        owner_key=f"leader:{made.unit.pk}",
        **facts,
    )


def begin_document(made: Factory, **facts: object) -> DocumentVersion:
    """Begin a document as the modeller; there is nothing in it yet."""
    new = new_document(made, **facts)
    with granting(made.modeller_user, WRITE, everywhere=True) as user:
        return actions.create_document(new, by=user)


def make_draft(made: Factory, *, text: str = TEXT, **facts: object) -> Version:
    """Begin a document as the modeller, with a text and what it stands on."""
    row = begin_document(made, **facts)
    write(row.version_id, text, by=made.modeller_user)
    actions.state_basis(row.version_id, ["Sikkerhetsinstruksen § 3"], has_none=False, by=made.modeller_user)
    return Version.objects.select_related("item").get(pk=row.version_id)


def write(version_id: object, text: str, *, by: object) -> Version:
    """Write a text into a draft, begun on what is there."""
    row = DocumentVersion.objects.get(version_id=version_id)
    return actions.write_text(version_id, actions.Text(markdown=text, based_on=actions.text_hash_of(row)), by=by)


def make_document(made: Factory, *, text: str = TEXT, **facts: object) -> Version:
    """Take a document all the way until it is valid."""
    return make_valid(made, make_draft(made, text=text, **facts))


def next_draft(made: Factory, version: Version, text: str) -> Version:
    """Begin the next version of a document as the modeller, with another text."""
    draft = start_version(version.item_id, by=made.modeller_user)
    write(draft.pk, text, by=made.modeller_user)
    return Version.objects.select_related("item").get(pk=draft.pk)
