"""Pictures in texts that are written here: put in, refused, read, printed, compared, and for whom."""

import zipfile
from io import BytesIO
from uuid import uuid4

import docx
import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from grunnmur.core.models import StoredFile
from grunnmur.core.tenancy import tenant
from grunnmur.documents import actions
from grunnmur.documents.actions import NewPicture, Text
from grunnmur.documents.actions import pictures as taking
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.queries.factory import changes, gates
from grunnmur.documents.rules import UnwantedPictureError
from grunnmur.documents.text import group, pictures_in, pieces_of_markdown, with_picture, written
from grunnmur.documents.text.compare import amount, compare
from grunnmur.documents.text.pictures import Picture
from grunnmur.publishing.models import Item, Version
from tests.factories_documents import make_document, make_draft, next_draft, write
from tests.factories_organisation import make_employee, make_user
from tests.factories_publishing import make_valid
from tests.processes.reading_html import parsed
from tests.reading_links import pdf_alternatives

pytestmark = pytest.mark.django_db
SAID = "Nøkkelskapet, åpent"
ONE = "5f0f4f3a-6c1e-4b7e-9a53-3d8a1c2b7e10"  # the same in each process: it stands in names of tests


def picture(form="PNG", *, size=(60, 40), mode="RGB", colour=(200, 30, 30), **more):
    """A picture of one colour as the bytes of a file."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, format=form, **more)
    return out.getvalue()


def put_in(version, made, content=None, *, said=SAID, place=10_000, by=None):
    row = DocumentVersion.objects.get(version_id=version.pk)
    text = Text(markdown=row.markdown, based_on=actions.text_hash_of(row))
    new = NewPicture(content=content or picture(), name="skap.png", said=said, place=place)
    return actions.add_picture(version.pk, new, text, by=by or made.modeller_user)


def text_of(version):
    return DocumentVersion.objects.get(version_id=version.pk).markdown


@pytest.fixture
def shown(made, fjordvik):
    """A valid document with a picture in it; its picture."""
    with tenant(fjordvik):
        draft = make_draft(made, code="NOKLER", title="Nøkler")
        put_in(draft, made)
        make_valid(made, draft)
        return StoredFile.objects.get()


class TestText:
    def test_a_picture_is_a_line_of_its_own_with_its_words(self):
        html = written(f"Før\n![Et <skap>](picture:{ONE})\nEtter", {}, pictures={ONE: "/x/"}).html

        assert '<img src="/x/" alt="Et &lt;skap&gt;" loading="lazy">' in html
        assert "<p>Før</p>" in html

    def test_a_picture_that_is_not_there_is_told_in_words(self):
        html = written(f"![Et skap](picture:{ONE})", {}).html

        assert "<img" not in html
        assert "Et skap" in html

    @pytest.mark.parametrize(
        "line",
        [
            "![x](https://example.org/spy.png)",
            "![x](data:image/png;base64,AAAA)",
            "![x](picture:../../secret)",
            f"    ![x](picture:{ONE})",
            f"se ![x](picture:{ONE})",
            f'<img src="picture:{ONE}">',
        ],
    )
    def test_nothing_else_is_a_picture(self, line):
        assert "<img" not in written(line, {}, pictures={ONE: "/x/"}).html
        assert pictures_in(line) == []

    def test_numbers_of_a_list_go_on_after_a_picture_inside_it(self):
        groups = list(group(pieces_of_markdown(f"1. En\n\n   ![x](picture:{ONE})\n\n2. To\n\nSlutt\n\n1. Ny")))

        assert [(one.kind, one.first) for one in groups if one.kind in {"numbers", "picture"}] == [
            ("numbers", 1),
            ("picture", 1),
            ("numbers", 2),
            ("numbers", 1),
        ]

    def test_a_picture_comes_below_the_line_one_is_in_and_into_the_item_of_a_list(self):
        text = with_picture("1. En\n2. To", Picture(ONE, "x"), place=3)

        assert text == f"1. En\n\n   ![x](picture:{ONE})\n\n2. To"
        assert with_picture("", Picture(ONE, "x"), place=99) == f"![x](picture:{ONE})\n\n"


class TestTaking:
    def test_only_its_dots_are_kept(self, inside):
        exif = Image.Exif()
        exif[0x010F], exif[0x0112] = "HEMMELIG KAMERA", 6  # who made it; to be turned
        content = picture("JPEG", exif=exif, comment=b"HEMMELIG") + b"HEMMELIG<script>"
        draft = make_draft(inside)
        put_in(draft, inside, content)
        kept = StoredFile.objects.get()
        bytes_kept = taking.store.read(kept)

        assert b"HEMMELIG" not in bytes_kept
        assert kept.media_type == "image/jpeg"
        assert Image.open(BytesIO(bytes_kept)).size == (40, 60)  # turned as it is to be seen

    @pytest.mark.parametrize(
        ("form", "mode", "kept_as"),
        [
            ("WEBP", "RGB", "image/jpeg"),
            ("WEBP", "RGBA", "image/png"),
            ("PNG", "P", "image/png"),
            ("JPEG", "L", "image/jpeg"),
        ],
    )
    def test_every_kind_becomes_one_that_paper_and_word_know(self, inside, form, mode, kept_as):
        colour = {"RGB": (1, 2, 3), "RGBA": (1, 2, 3, 90), "P": 3, "L": 7}[mode]
        draft = make_draft(inside)
        put_in(draft, inside, picture(form, mode=mode, colour=colour))

        assert StoredFile.objects.get().media_type == kept_as

    def test_a_large_one_is_made_smaller(self, inside):
        draft = make_draft(inside)
        put_in(draft, inside, picture(size=(4000, 1000)))

        assert Image.open(BytesIO(taking.store.read(StoredFile.objects.get()))).size == (2400, 600)

    @pytest.mark.parametrize(
        ("content", "said", "sentence"),
        [
            (picture(), "  ", "Say in words"),
            (picture(), "x" * 301, "300 letters"),
            (b"%PDF-1.7 x", SAID, "no picture"),
            (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', SAID, "no picture"),
            (b"GIF89a" + b"\x00" * 50, SAID, "no picture"),
            (picture()[:60], SAID, "damaged"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, SAID, "damaged"),
            (b"\xff\xd8\xff" + b"\x00" * (10 * 1024 * 1024), SAID, "10 MB"),
            (picture(size=(9000, 6000), mode="1", colour=0), SAID, "50 million"),
        ],
    )
    def test_what_is_no_picture_is_refused_and_nothing_is_kept(self, inside, content, said, sentence):
        draft = make_draft(inside)
        before = text_of(draft)

        with pytest.raises(UnwantedPictureError, match=sentence):
            put_in(draft, inside, content, said=said)
        assert text_of(draft) == before
        assert not StoredFile.objects.exists()

    def test_who_may_not_write_puts_in_nothing(self, inside):
        draft = make_draft(inside)
        stranger = make_user(make_employee(inside.unit, "Ola Fremmed"))

        with pytest.raises((PermissionDenied, type(draft).DoesNotExist)):
            put_in(draft, inside, by=stranger)
        assert not StoredFile.objects.exists()

    def test_a_picture_cannot_be_put_into_what_is_valid(self, inside):
        version = make_document(inside)

        with pytest.raises(Exception, match="no draft"):
            put_in(version, inside)


class TestVersions:
    def test_the_valid_version_keeps_its_picture_when_the_next_gets_another(self, inside):
        draft = make_draft(inside)
        put_in(draft, inside)
        old = make_valid(inside, draft)
        first = StoredFile.objects.get()
        new = next_draft(inside, old, "## Formål\n\nNy tekst.")
        put_in(new, inside, picture(colour=(0, 0, 9)))
        second = StoredFile.objects.exclude(pk=first.pk).get()

        assert pictures_in(text_of(old)) == [Picture(str(first.pk), SAID)]
        assert pictures_in(text_of(new)) == [Picture(str(second.pk), SAID)]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("{before}", None),
            ("Uten bilde.", "The picture “Nøkkelskapet, åpent” is gone."),
            (
                "![Nøkkelskapet, åpent](picture:" + ONE + ")",
                "The picture “Nøkkelskapet, åpent” was replaced by another.",
            ),
            ("{before}\n\n![To](picture:" + ONE + ")", "The picture “To” is new."),
        ],
    )
    def test_what_became_of_pictures_is_told(self, inside, text, sentence):
        draft = make_draft(inside)
        put_in(draft, inside)
        old = make_valid(inside, draft)
        new = next_draft(inside, old, text.format(before=text_of(old)))
        told = [change.sentence for change in changes(old.pk, new.pk) if "picture" in change.sentence]

        assert told == ([sentence] if sentence else [])

    def test_the_same_picture_told_in_other_words_is_the_same_picture(self):
        one, other = (pieces_of_markdown(f"![{said}](picture:{ONE})") for said in ("Skapet", "Rom 112 sett fra døren"))
        (passage,) = compare(one, other)

        assert passage.kind == "changed"
        assert amount(compare(one, pieces_of_markdown(f"![Skapet](picture:{uuid4()})"))).changed == 0

    def test_a_picture_of_another_document_and_one_without_words_stop_at_the_gate(self, inside):
        other, draft = make_draft(inside), make_draft(inside)
        put_in(other, inside)
        foreign = StoredFile.objects.get()
        write(draft.pk, f"![x](picture:{foreign.pk})", by=inside.modeller_user)
        (found,) = [one for one in gates(draft.pk) if one.key == "document_picture"]
        assert "never put into this document" in found.message

        write(other.pk, f"![ ](picture:{foreign.pk})", by=inside.modeller_user)
        (found,) = [one for one in gates(other.pk) if one.key == "document_picture"]
        assert found.message.startswith("Say in words")


class TestPages:
    @pytest.mark.usefixtures("shown")
    def test_a_reader_sees_it_and_gets_it_so_that_nothing_in_it_runs(self, made, enter):
        reader = enter(made.modeller_user)
        (seen,) = parsed(reader.get("/documents/NOKLER/")).find_class("document-text")[0].iter("img")
        answer = reader.get(seen.get("src"))

        assert seen.get("alt") == SAID
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_it_is_for_the_readers_of_the_version_and_nobody_else(self, shown, made, enter, fjordvik):
        reader = enter(made.modeller_user)
        assert reader.get(f"/files/{shown.pk}/").status_code == 404
        assert reader.get(f"/documents/NOKLER/pictures/{uuid4()}/").status_code == 404
        with tenant(fjordvik):
            Item.objects.filter(code="NOKLER").update(audience=["person:00000000-0000-4000-8000-000000000000"])

        assert reader.get(f"/documents/NOKLER/pictures/{shown.pk}/").status_code == 404

    def test_another_municipality_does_not_get_it(self, shown, client, sundby):
        with tenant(sundby):
            client.force_login(make_user())
        for page in (f"/documents/NOKLER/pictures/{shown.pk}/", f"/files/{shown.pk}/"):
            assert client.get(page, headers={"host": "sundby.example"}).status_code == 404

    def test_a_picture_of_a_draft_is_for_those_who_work_on_it(self, made, enter, fjordvik):
        with tenant(fjordvik):
            draft = make_draft(made, code="UTKAST")
            put_in(draft, made)
            file = StoredFile.objects.get()
            outside = make_user(make_employee(made.unit, "Ola Leser"))
        page = f"/documents/drafts/{draft.pk}/pictures/{file.pk}/"

        assert enter(made.modeller_user).get(page).status_code == 200
        assert enter(outside).get(page).status_code == 404

    def test_it_is_put_in_below_where_one_writes_and_both_are_saved(self, made, enter, fjordvik):
        with tenant(fjordvik):
            draft = make_draft(made, text="## Formål\n\nFør.\n\nEtter.")
            row = DocumentVersion.objects.get(version_id=draft.pk)
        sent = {
            "markdown": "## Formål\r\n\r\nFør, endret.\r\n\r\nEtter.",
            "based_on": actions.text_hash_of(row),
            "picture": BytesIO(picture()),
            "picture_said": SAID,
            "place": "14",
            "add_picture": "yes",
        }
        sent["picture"].name = "skap.png"
        visitor = enter(made.modeller_user)
        answer = visitor.post(f"/documents/drafts/{draft.pk}/edit/", sent, follow=True)
        with tenant(fjordvik):
            text = text_of(draft)

        assert answer.status_code == 200
        assert "The picture stands in the text" in answer.text
        assert text.startswith(f"## Formål\n\nFør, endret.\n\n![{SAID}](picture:")
        assert text.rstrip().endswith("Etter.")
        preview = visitor.post(
            f"/documents/drafts/{draft.pk}/preview/", {"markdown": text}, headers={"hx-request": "true"}
        )
        assert f'alt="{SAID}"' in preview.text

    def test_refused_nothing_of_the_text_is_lost(self, made, enter, fjordvik):
        with tenant(fjordvik):
            draft = make_draft(made)
        sent = {"markdown": "Min nye tekst", "picture_said": SAID, "add_picture": "yes"}
        answer = enter(made.modeller_user).post(f"/documents/drafts/{draft.pk}/edit/", sent)

        assert answer.status_code == 422
        assert all(said in answer.text for said in ("Choose a picture first.", "Min nye tekst", SAID))

    @pytest.mark.usefixtures("shown")
    def test_compared_it_stands_in_words(self, made, enter, fjordvik):
        with tenant(fjordvik):
            old = Version.objects.get(item__code="NOKLER")
            make_valid(made, next_draft(made, old, "## Formål\n\nUten."))
        page = enter(made.modeller_user).get("/documents/NOKLER/compare/1/2/").text

        assert f"<del>[- Picture: {SAID} -]</del>" in page
        assert f"The picture “{SAID}” is gone." in page

    def test_reading_costs_as_much_for_four_as_for_one(self, made, enter, fjordvik, count_statements):
        with tenant(fjordvik):
            for code, count in (("EN", 1), ("FIRE", 4)):
                draft = make_draft(made, code=code)
                for number in range(count):
                    put_in(draft, made, said=f"Bilde {number}")
                make_valid(made, draft)
        reader = enter(made.modeller_user)
        for page in ("", "document.docx"):
            assert count_statements(reader, f"/documents/EN/{page}") == count_statements(
                reader, f"/documents/FIRE/{page}"
            )


class TestFiles:
    @pytest.mark.usefixtures("shown")
    def test_pdf_shows_it_and_says_it_aloud(self, made, enter):
        content = enter(made.modeller_user).get("/documents/NOKLER/document.pdf").content
        pictures = [image for page in pypdf.PdfReader(BytesIO(content)).pages for image in page.images]

        assert [one.image.size for one in pictures] == [(60, 40)]
        assert pdf_alternatives(content) == [SAID]

    @pytest.mark.usefixtures("shown")
    def test_word_has_it_with_its_words(self, made, enter):
        word = docx.Document(BytesIO(enter(made.modeller_user).get("/documents/NOKLER/document.docx").content))
        (shape,) = word.inline_shapes

        assert shape._inline.docPr.get("descr") == SAID
        assert shape.width / shape.height == pytest.approx(1.5, abs=0.02)

    def test_library_for_outages_holds_it(self, shown, made, enter, fjordvik):
        with tenant(fjordvik):
            Item.objects.filter(code="NOKLER").update(audience=["everyone"])
        archive = zipfile.ZipFile(BytesIO(enter(made.modeller_user).get("/processes/library.zip").content))
        name = f"picture-{shown.pk}.png"

        assert f'<img src="{name}" alt="{SAID}">' in archive.read("document-nokler.html").decode()
        assert Image.open(BytesIO(archive.read(name))).size == (60, 40)
