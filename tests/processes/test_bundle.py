"""The library for outages: plain pages in a zip, of what is for everyone."""

import hashlib
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from grunnmur.cli import main
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.events import DayTurned
from grunnmur.processes.actions import keep_bundle
from grunnmur.processes.actions.areas import add_area
from grunnmur.processes.models import LibraryBundle, Process
from grunnmur.publishing.models import Item
from tests.factories_documents import make_document
from tests.factories_organisation import make_user
from tests.factories_processes import SYSTEM, import_drawing, make_process
from tests.publishing.conftest import enter, inside, made, standing_factory

__all__ = ["enter", "inside", "made", "standing_factory"]
HEAD = "| Nr | Hva | Hvem |\n|---|---|---|\n"
HOSTILE = f"{HEAD}| 1 | Skriv <script>alert(1)</script> | Leder |\n| 2 | Send brev | Leder |\n".encode()

pytestmark = pytest.mark.django_db


def pages(client, **said):
    answer = client.get("/processes/library.zip", **said)
    assert answer.status_code == 200, answer.content
    archive = zipfile.ZipFile(BytesIO(answer.content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def narrow(code):
    Item.objects.filter(code=code).update(audience=["person:00000000-0000-4000-8000-000000000000"])


def test_index_leads_to_a_page_of_each_process_with_its_drawing_steps_and_checklists(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse", purpose="Slik ansetter vi")
        import_drawing(code="SØK")
    found = pages(visitor)

    assert sorted(found) == ["index.html", "process-ans.html", "process-søk.html", "style.css"]
    assert 'href="process-ans.html">Ansettelse</a>' in found["index.html"]
    assert 'href="process-s%C3%B8k.html"' in found["index.html"]
    assert "for alle som arbeider her" in found["index.html"]
    for said in ("<svg", "Slik ansetter vi", "Skriv utlysning", "Bruk malen i Compilo", "Personalkontoret", "1.0"):
        assert said in found["process-ans.html"], said
    assert 'lang="nb"' in found["process-ans.html"]
    assert "/processes/library.zip" in visitor.get("/processes/").content.decode()


def test_pages_have_no_scripts_and_ask_for_nothing_but_what_lies_beside_them(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", content=HOSTILE)
    found = pages(visitor)

    for name, text in found.items():
        assert "<script" not in text.lower(), name
        asked = re.findall(r'(?:href|src)="([^"#]+)', text)
        assert {one for one in asked if one not in found} <= {"data:,"}, name
    assert "url(" not in found["style.css"]


def test_only_what_is_for_everyone_in_this_municipality_is_in_it(visitor, client, fjordvik, sundby):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        make_process("HEM", title="Hemmelig")
        narrow("HEM")
    with tenant(sundby):
        make_process("SUN", title="Sundbys")
    ours = pages(visitor)
    with tenant(sundby):
        client.force_login(make_user())
    theirs = pages(client, headers={"host": "sundby.example"})

    assert sorted(ours) == ["index.html", "process-ans.html", "style.css"]
    assert "Hemmelig" not in "".join(ours.values())
    assert sorted(theirs) == ["index.html", "process-sun.html", "style.css"]


def test_processes_stand_under_their_areas_in_the_order_of_the_map(visitor, fjordvik):
    with tenant(fjordvik):
        area = add_area("Personal", by=SYSTEM)
        Process.objects.filter(pk=make_process("ANS").process_id).update(area=area)
        make_process("LØS")
    assert re.findall("<caption>(.*)</caption>", pages(visitor)["index.html"]) == ["Personal", "Uten område"]


def test_operator_writes_the_same_file(visitor, fjordvik, tmp_path):
    with tenant(fjordvik):
        make_process("ANS")
    out = tmp_path / "ut.zip"
    told = CliRunner().invoke(
        main, ["library", "bundle", "-o", str(out), "--municipality", "fjordvik"], catch_exceptions=False
    )

    assert told.exit_code == 0
    assert out.read_bytes() == visitor.get("/processes/library.zip").content


def test_who_is_not_logged_in_gets_none(client, fjordvik):
    answer = client.get("/processes/library.zip", headers={"host": "fjordvik.example"})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_same_library_gives_the_same_bytes(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    first, second = (visitor.get("/processes/library.zip").content for _turn in range(2))

    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_four_processes_ask_as_much_as_one(visitor, fjordvik, count_statements):
    with tenant(fjordvik):
        make_process("ONE")
    one = count_statements(visitor, "/processes/library.zip")
    with tenant(fjordvik):
        for number in range(3):
            make_process(f"MORE-{number}")

    assert count_statements(visitor, "/processes/library.zip") == one


def test_text_of_a_document_is_in_it_without_the_titles_its_codes_lead_to(visitor, inside):
    make_process("HEM", title="Hemmelig")
    narrow("HEM")
    make_document(inside, code="RUT", title="Rutine", text="## Formål\n\nSe [[HEM]] først.")
    found = pages(visitor)

    assert "Se HEM først." in found["document-rut.html"]
    assert "Hemmelig" not in "".join(found.values())
    assert 'href="document-rut.html"' in found["index.html"]


@pytest.fixture
def folder(settings, tmp_path):
    settings.BUNDLE_FOLDER = tmp_path / "bundles"
    return settings.BUNDLE_FOLDER


def test_a_copy_is_kept_in_the_operators_folder_and_replaced_whole(visitor, fjordvik, folder):
    kept = folder / "fjordvik" / "library.zip"
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        first = keep_bundle()
    with kept.open("rb") as before, tenant(fjordvik):
        make_process("KJØP", title="Kjøp")
        second = keep_bundle()
        assert hashlib.sha256(before.read()).hexdigest() == first.sha256  # whoever reads has the old one, whole
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == second.sha256
    assert zipfile.ZipFile(kept).testzip() is None
    assert [one.name for one in kept.parent.iterdir()] == ["library.zip"]
    with tenant(fjordvik):
        assert LibraryBundle.objects.count() == 1


def test_a_copy_that_fails_leaves_the_one_before(fjordvik, folder, monkeypatch):
    with tenant(fjordvik):
        before = keep_bundle()
        monkeypatch.setattr(Path, "replace", fails)
        with pytest.raises(OSError, match="full"):
            keep_bundle()
    kept = folder / "fjordvik" / "library.zip"
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == before.sha256


def fails(*_what):
    raise OSError("full")


def test_the_copy_and_the_library_tell_when_it_was_made(visitor, fjordvik, folder):
    assert "The copy for outages on the disk" not in visitor.get("/processes/").text
    with tenant(fjordvik):
        keep_bundle()
    assert "The copy for outages on the disk was made on " in visitor.get("/processes/").text
    index = zipfile.ZipFile(folder / "fjordvik" / "library.zip").read("index.html").decode()
    assert "<p>Laget " in index


def test_what_is_not_for_everyone_is_not_kept(fjordvik, folder):
    with tenant(fjordvik):
        make_process("ANS")
        narrow("ANS")
        keep_bundle()
    assert zipfile.ZipFile(folder / "fjordvik" / "library.zip").namelist() == ["index.html", "style.css"]


def test_each_municipality_has_a_copy_of_its_own(fjordvik, sundby, folder):
    with tenant(fjordvik):
        make_process("ANS")
        keep_bundle()
    with tenant(sundby):
        keep_bundle()
        assert LibraryBundle.objects.count() == 1
    names = zipfile.ZipFile(folder / "sundby" / "library.zip").namelist()
    assert names == ["index.html", "style.css"]


def test_where_the_operator_keeps_no_copies_nothing_is_written_or_told(visitor, fjordvik, settings, tmp_path):
    settings.BUNDLE_FOLDER = None
    with tenant(fjordvik):
        assert keep_bundle() is None
        assert not LibraryBundle.objects.exists()
    assert "on the disk" not in visitor.get("/processes/").text


def test_the_night_lets_a_job_write_it(fjordvik):
    with tenant(fjordvik), connection.cursor() as cursor:
        publish(DayTurned(today()))
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'grunnmur.processes.tasks.keep_bundle'"
        )
        assert cursor.fetchone() == (1,)
