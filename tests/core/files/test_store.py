import io
import zipfile
from uuid import uuid4

import pytest
from django.utils import translation

from grunnmur.core import links
from grunnmur.core.files import store
from grunnmur.core.files.sniff import UnwantedFileError, media_type_of
from grunnmur.core.models import StoredFile
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant

BY = System("test")


@pytest.fixture
def about(monkeypatch, settings, tmp_path):
    """A kind of thing that everyone but nobody's friend may open."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(links._resolvers, "thing", lambda _ids, _by: [])
    return links.Ref("thing", uuid4())


@pytest.fixture
def openable(about, monkeypatch):
    monkeypatch.setitem(links._resolvers, "thing", lambda _ids, _by: [links.Link(about, "A thing", "/")])
    return about


def office(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


def test_a_stored_file_is_read_back_as_it_was(here, openable):
    row = store.store("Hei på deg".encode(), name="hei.txt", about=openable, by=BY)

    assert store.read(store.find(row.pk, seen_by=BY)) == "Hei på deg".encode()


def test_a_file_of_something_one_may_not_open_is_not_found(here, about):
    row = store.store(b"secret", name="hei.txt", about=about, by=BY)

    with pytest.raises(StoredFile.DoesNotExist):
        store.find(row.pk, seen_by=BY)


def test_a_file_of_another_municipality_is_not_found(fjordvik, sundby, openable):
    with tenant(fjordvik):
        row = store.store(b"secret", name="hei.txt", about=openable, by=BY)

    with tenant(sundby), pytest.raises(StoredFile.DoesNotExist):
        store.find(row.pk, seen_by=BY)


def test_a_file_over_the_limit_is_refused_and_nothing_is_kept(here, openable, tmp_path):
    with pytest.raises(store.TooLargeError):
        store.store(b"x" * 11, name="x.txt", about=openable, by=BY, most=10)

    assert not StoredFile.objects.exists()
    assert not list(tmp_path.iterdir())


def test_bytes_changed_on_disk_are_noticed(here, openable, tmp_path):
    row = store.store(b"true", name="x.txt", about=openable, by=BY)
    next(path for path in tmp_path.rglob("*") if path.is_file()).write_bytes(b"false")

    with pytest.raises(store.DamagedFileError):
        store.read(row)


def test_the_same_bytes_twice_are_kept_once(here, openable, tmp_path):
    for _time in range(2):
        store.store(b"same", name="x.txt", about=openable, by=BY)

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\temp\\a.pdf", "a.pdf"), ('a"b\r\n.txt', "ab.txt"), ("...", "file")],
)
def test_a_name_cannot_lead_anywhere(here, openable, given, kept):
    with translation.override("en"):
        assert store.store(b"x", name=given, about=openable, by=BY).name == kept


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("Nr;Hva\n1;Søk".encode(), "text/plain"),
        ("Nr;Hva".encode("utf-16"), "text/plain"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><definitions/>", "application/xml"),
        (b"  <!DOCTYPE html><p>", "text/html"),
        (office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_what_a_file_is_its_content_says(content, media_type):
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00\x03", office("a.exe"), office("word/document.xml", "word/vbaProject.bin"), b"PK\x03\x04 broken"],
)
def test_other_files_are_refused(content):
    with pytest.raises(UnwantedFileError):
        media_type_of(content)
