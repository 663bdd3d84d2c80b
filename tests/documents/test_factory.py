"""A document on its way through the flow factory, from a draft to what is valid and read."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from grunnmur.core import search
from grunnmur.core.tenancy import tenant
from grunnmur.documents import actions, queries
from grunnmur.documents.models import Document, DocumentLink, DocumentVersion, TextCopy
from grunnmur.documents.queries.comparing import comparison
from grunnmur.documents.rules import (
    WRITE,
    TextMovedOnError,
    UnknownTypeError,
    UnwantedDocumentError,
    register_step_readers,
)
from grunnmur.landscape.actions import register_elements
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.rules import NewElement
from grunnmur.publishing.actions import start_version, withdraw_version
from grunnmur.publishing.models import DocumentType, ReadingDuty, Version
from grunnmur.publishing.queries import changes_of, gates, suggests_significant
from grunnmur.publishing.rules import APPROVE, LEADERS, GateError, WrongStateError
from tests.factories_documents import (
    TEXT,
    begin_document,
    make_document,
    make_draft,
    make_type,
    new_document,
    next_draft,
    write,
)
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user
from tests.factories_publishing import approve, assure, make_valid, submit

pytestmark = pytest.mark.django_db


def keys_of(version):
    return {result.key for result in gates(version) if result.level != "ok"}


def test_a_document_goes_from_draft_to_valid(inside, draft):
    passed = assure(inside, submit(inside, draft))
    with granting(inside.leader_user, APPROVE, everywhere=True) as leader:
        version = approve(passed, leader)

    assert version.state == Version.State.CURRENT
    read = queries.find_document(version.item.code, seen_by=inside.modeller_user)
    assert read.row.markdown == TEXT
    assert [heading.title for heading in read.headings] == ["Formål", "Fremgangsmåte"]


def test_begin_document_without_the_permission_is_refused(inside):
    with pytest.raises(PermissionDenied):
        actions.create_document(new_document(inside), by=inside.leader_user)
    assert not Document.objects.exists()


def test_begin_document_in_a_line_one_has_no_part_in_is_refused(inside):
    with granting(_outsider(inside), WRITE, everywhere=True) as user, pytest.raises(PermissionDenied):
        actions.create_document(new_document(inside), by=user)


def test_begin_document_takes_the_first_type_of_a_kind(inside):
    make_type("policy")
    new = actions.NewDocument(title="Policy for nøkler", line_id=inside.line.pk, kind="policy")

    with granting(inside.modeller_user, WRITE, everywhere=True) as user:
        row = actions.create_document(new, by=user)
    assert row.document.item.document_type.kind == DocumentType.Kind.POLICY


@pytest.mark.parametrize("kind", ["", "process", "template"])
def test_begin_document_of_an_unknown_type_is_refused(inside, kind):
    make_type("process")
    new = actions.NewDocument(title="X", line_id=inside.line.pk, kind=kind)

    with granting(inside.modeller_user, WRITE, everywhere=True) as user, pytest.raises(UnknownTypeError):
        actions.create_document(new, by=user)


def test_an_empty_draft_without_a_basis_does_not_pass(inside):
    row = begin_document(inside)

    assert {"document_text", "legal_basis"} <= keys_of(row.version)


def test_a_draft_without_a_legal_basis_is_stopped(inside, draft):
    actions.state_basis(draft.pk, [], has_none=False, by=inside.modeller_user)

    with pytest.raises(GateError, match="law or rule"):
        assure(inside, submit(inside, draft))


def test_saying_that_there_is_no_basis_is_enough(inside, draft):
    actions.state_basis(draft.pk, [], has_none=True, by=inside.modeller_user)

    assert "legal_basis" not in keys_of(draft)


def test_a_link_that_leads_nowhere_is_stopped_and_one_that_leads_somewhere_is_kept(inside, draft):
    other = make_document(inside, code="ANNEN", title="En annen")
    write(draft.pk, "Se [[ANNEN]] og [[BORTE]].", by=inside.modeller_user)

    broken = [result for result in gates(draft) if result.key == "document_link"]
    assert [result.params["code"] for result in broken] == ["[[BORTE]]"]
    kept = DocumentLink.objects.get(document_version__version=draft, text="[[ANNEN]]")
    assert (kept.target_kind, kept.target_id) == ("published_item", other.item_id)


def test_a_valid_document_is_on_the_map_with_what_it_describes(inside):
    first = make_document(inside, code="NOKLER")
    process = NewElement(ref=uuid4(), name="Lån nøkkel", code="LAN")
    register_elements("process", [process], domain="processes")

    make_valid(inside, next_draft(inside, first, "Se [[LAN]]."))

    relation = Relation.objects.get(kind="documents", src__code="NOKLER")
    assert relation.dst.ref == process.ref


def test_a_withdrawn_document_is_found_no_more_but_its_page_stays(inside):
    version = make_document(inside, code="NOKLER", title="Rutine for nøkler")
    assert search.match("nøkler", seen_by=inside.modeller_user).hits

    withdraw_version(version.pk, reason="Erstattet.", by=inside.chief_user)

    assert not search.match("nøkler", seen_by=inside.modeller_user).hits
    assert queries.find_document("NOKLER", seen_by=inside.modeller_user).version.state == "withdrawn"
    assert Element.objects.get(type="document", code="NOKLER").retired_at


def test_text_of_a_valid_version_cannot_be_changed_by_anybody(inside):
    version = make_document(inside)
    row = DocumentVersion.objects.get(version=version)

    with pytest.raises(WrongStateError):
        write(version.pk, "Noe annet.", by=inside.modeller_user)
    for table, column in (("documentversion", "markdown"), ("documentlink", "text")):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE documents_{table} SET {column} = 'x' WHERE tenant_id = %s", [row.tenant_id])
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM documents_{table} WHERE tenant_id = %s", [row.tenant_id])


def test_the_next_version_begins_as_a_copy_with_its_basis(inside):
    version = make_document(inside)

    draft = start_version(version.item_id, by=inside.modeller_user)

    row = DocumentVersion.objects.get(version=draft)
    assert row.markdown == TEXT
    assert [link.text for link in DocumentLink.objects.filter(document_version=row)] == ["Sikkerhetsinstruksen § 3"]
    assert draft.content_hash == version.content_hash


def test_a_changed_word_is_small_and_a_new_section_significant(inside):
    long = TEXT + "\n" + " ".join(f"ord{number}" for number in range(100))
    version = make_document(inside, text=long)

    draft = next_draft(inside, version, long.replace("ord7 ", "ord-sju "))
    assert [(change.is_significant, change.is_small) for change in changes_of(draft)] == [(False, True)]

    write(draft.pk, f"{long}\n\n## Unntak\n\nIngen.", by=inside.modeller_user)
    assert suggests_significant(draft)
    assert any("“Unntak”" in change.sentence for change in changes_of(draft))


def test_a_link_that_went_is_told_though_its_words_are_the_same(inside):
    led = f"{TEXT}\n\nSe [Datatilsynet](https://datatilsynet.example/avvik).\n"
    version = make_document(inside, text=led)
    draft = next_draft(
        inside, version, led.replace("[Datatilsynet](https://datatilsynet.example/avvik)", "Datatilsynet")
    )
    told = [(change.sentence, change.is_significant, change.is_small) for change in changes_of(draft)]
    assert told == [("The link “Datatilsynet” to https://datatilsynet.example/avvik is gone.", False, True)]


def test_a_law_that_comes_or_goes_is_significant(inside):
    version = make_document(inside)
    draft = next_draft(inside, version, TEXT)

    actions.state_basis(draft.pk, ["Arkivloven § 9"], has_none=False, by=inside.modeller_user)

    assert [change.is_significant for change in changes_of(draft)] == [True, True]


def test_those_who_are_named_as_readers_read_a_version_that_is_valid(inside, draft):
    document = Document.objects.get(item=draft.item)
    actions.set_audience(
        document.pk, audience=["everyone"], reading_keys=[LEADERS], follow_steps=False, by=inside.chief_user
    )

    make_valid(inside, draft)

    assert [duty.person_id for duty in ReadingDuty.objects.all()] == [inside.leader.pk]


def test_those_who_work_by_a_document_read_it_if_it_follows_steps(inside, draft, monkeypatch):
    monkeypatch.setattr("grunnmur.documents.rules._step_readers", [])
    register_step_readers(lambda _item: {f"unit:{inside.unit.pk}": ["Saksbehandler"]})

    make_valid(inside, draft)

    assert ReadingDuty.objects.get(person=inside.modeller).because == ["Saksbehandler"]


def test_set_audience_by_another_than_the_owner_or_chief_is_refused(inside, draft):
    document = Document.objects.get(item=draft.item)

    with pytest.raises(PermissionDenied):
        actions.set_audience(
            document.pk, audience=["everyone"], reading_keys=[], follow_steps=True, by=inside.modeller_user
        )


def test_set_audience_of_a_valid_document_is_heard_by_search_at_once(inside):
    version = make_document(inside, title="Rutine for nøkler")
    document = Document.objects.get(item=version.item)

    actions.set_audience(
        document.pk,
        audience=[f"leader:{inside.unit.pk}"],
        reading_keys=[],
        follow_steps=True,
        by=inside.chief_user,
    )

    assert not search.match("nøkler", seen_by=inside.modeller_user).hits
    assert search.match("nøkler", seen_by=inside.leader_user).hits


def test_a_text_begun_on_another_is_not_written_over_it(inside, draft):
    begun_on = actions.text_hash_of(DocumentVersion.objects.get(version=draft))
    write(draft.pk, "Sjefens tekst.", by=inside.chief_user)

    with pytest.raises(TextMovedOnError):
        actions.write_text(draft.pk, actions.Text(markdown="Min.", based_on=begun_on), by=inside.modeller_user)
    assert DocumentVersion.objects.get(version=draft).markdown == "Sjefens tekst."


def test_a_text_that_gives_way_is_kept_with_who_wrote_it(inside, draft):
    write(draft.pk, "Sjefens tekst.", by=inside.chief_user)

    copy = TextCopy.objects.get(document_version__version=draft)
    assert (copy.markdown, copy.written_by) == (TEXT, inside.modeller.display_name)


def test_writing_on_and_on_keeps_no_copies_of_ones_own(inside, draft):
    for text in ("En.", "To.", "Tre."):
        write(draft.pk, text, by=inside.modeller_user)

    assert not TextCopy.objects.exists()


def test_writing_in_a_draft_that_was_sent_in_makes_it_a_draft_again(inside, draft):
    submit(inside, draft)

    assert write(draft.pk, "Ny tekst.", by=inside.modeller_user).state == Version.State.DRAFT


def test_text_of_somebody_without_a_part_is_refused(inside, draft):
    text = actions.Text(markdown="x", based_on="")

    with pytest.raises(Version.DoesNotExist):
        actions.write_text(draft.pk, text, by=_outsider(inside))


def _outsider(made):
    return make_user(make_employee(made.unit, "Ola Utenfor"))


def test_a_pointer_to_another_system_is_a_document(inside):
    row = begin_document(inside, kind="external")
    actions.point_to(
        row.version_id, actions.Pointer(system="Lovdata", url="https://lovdata.no/x"), by=inside.modeller_user
    )
    actions.state_basis(row.version_id, [], has_none=True, by=inside.modeller_user)

    version = make_valid(inside, row.version)

    read = queries.find_document(version.item.code, seen_by=inside.modeller_user)
    assert read.row.external_url == "https://lovdata.no/x"


def test_a_pointer_that_would_run_something_is_refused(inside):
    row = begin_document(inside, kind="external")

    with pytest.raises(UnwantedDocumentError):
        actions.point_to(row.version_id, actions.Pointer(url="javascript:alert(1)"), by=inside.modeller_user)


def test_comparing_with_a_draft_is_for_those_who_work_on_it(inside):
    version = make_document(inside)
    next_draft(inside, version, "Ny.")
    document = Document.objects.get(item=version.item)

    assert comparison(document, older="1", newer="2", seen_by=inside.modeller_user).told
    with pytest.raises(DocumentVersion.DoesNotExist):
        comparison(document, older="1", newer="2", seen_by=_outsider(inside))


def test_long_unchanged_parts_are_folded(inside):
    text = "\n\n".join(f"Avsnitt {number}." for number in range(10))
    version = make_document(inside, text=text)
    next_draft(inside, version, text.replace("Avsnitt 5.", "Avsnitt fem."))

    found = comparison(Document.objects.get(item=version.item), older="1", newer="2", seen_by=SYSTEM)

    assert [(stretch.is_shown, len(stretch.passages)) for stretch in found.stretches] == [
        (False, 4),
        (True, 4),
        (False, 3),
    ]


def test_a_document_of_the_other_municipality_is_not_there(made, fjordvik, sundby):
    with tenant(fjordvik):
        version = make_document(made)

    with tenant(sundby), pytest.raises(Document.DoesNotExist):
        queries.find_document(version.item.code, seen_by=SYSTEM)


def test_find_documents_by_title_or_code(inside):
    make_document(inside, code="NOKLER", title="Rutine for adgang")
    make_draft(inside, code="UFERDIG", title="Rutine for utkast")

    for words in ("adgang", "nok", ""):
        assert [one.code for one in queries.find_documents(words, seen_by=inside.modeller_user)] == ["NOKLER"]
