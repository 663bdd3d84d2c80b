"""Bringing many drawings in at once."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.actions import DrawnFile, NewProcess
from grunnmur.processes.models import Process
from grunnmur.processes.rules import IMPORT, UnreadableProcessError
from tests.factories_organisation import granting
from tests.factories_processes import CHOICE
from tests.processes.bpmn.drawings import file_of

pytestmark = pytest.mark.django_db
BY = System("Tests")
OTHER = file_of('<process id="p" name="Betale en faktura"><userTask id="a" name="Betal"/></process>')


def archive(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__dot__", ".").replace("__slash__", "/"), content)
    return packed.getvalue()


def bring(*files):
    return actions.import_many(files, new=NewProcess(), by=BY)


def test_what_cannot_be_read_does_not_hold_up_the_rest(here):
    brought = bring(DrawnFile("a.bpmn", CHOICE), DrawnFile("b.bpmn", b"<html/>"), DrawnFile("c.bpmn", OTHER))
    assert [bool(one.row) for one in brought] == [True, False, True]
    assert brought[1].problem
    assert {row.item.title for row in Process.objects.select_related("item")} == {"Søknad", "Betale en faktura"}


def test_a_file_that_is_there_already_is_left_out(here):
    first = bring(DrawnFile("a.bpmn", CHOICE))[0].row
    again = bring(DrawnFile("a.bpmn", CHOICE), DrawnFile("c.bpmn", OTHER), DrawnFile("d.bpmn", OTHER))
    assert again[0].known_as == first.process.item.code
    assert again[2].known_as == again[1].row.process.item.code
    assert Process.objects.count() == 2


def test_the_drawings_of_a_zip_are_found_and_nothing_else():
    packed = archive(
        **{"Mappe/b.bpmn": OTHER, "a.XML": CHOICE, "les.txt": "x", "__MACOSX/._b.bpmn": "x", ".skjult.bpmn": "x"}
    )
    found = actions.unpacked([DrawnFile("alt.zip", packed)])
    assert [(file.name, file.content) for file in found] == [("a.XML", CHOICE), ("b.bpmn", OTHER)]


def test_a_damaged_zip_and_too_many_drawings_are_refused_with_a_reason():
    with pytest.raises(UnreadableProcessError, match=r"alt\.zip"):
        actions.unpacked([DrawnFile("alt.zip", archive(a="x" * 100)[:60])])
    with pytest.raises(UnreadableProcessError, match="51"):
        actions.unpacked([DrawnFile("alt.zip", archive(**{f"{n}.bpmn": "x" for n in range(51)}))])
    with pytest.raises(UnreadableProcessError, match="51"):
        actions.unpacked([DrawnFile(f"{n}.bpmn", b"x") for n in range(51)])


def test_those_who_may_not_bring_anything_in_are_refused(office, fjordvik):
    with tenant(fjordvik), pytest.raises(PermissionDenied):
        actions.import_many([], new=NewProcess(), by=office["user"])


def test_what_another_municipality_has_is_not_known_here(fjordvik, sundby):
    with tenant(fjordvik):
        bring(DrawnFile("a.bpmn", CHOICE))
    with tenant(sundby):
        assert bring(DrawnFile("a.bpmn", CHOICE))[0].row is not None


def test_the_page_tells_what_became_of_each_file(visitor, fjordvik, office):
    address = "/processes/new/drawings/"
    assert visitor.get(address).status_code == 403
    with granting(office["user"], IMPORT, everywhere=True):
        files = [SimpleUploadedFile("a.bpmn", CHOICE), SimpleUploadedFile("b.bpmn", b"<html/>")]
        told = visitor.post(address, {"drawings": files, "kind": "support"}).text
        assert "Brought in: 1 of 2 files" in told
        assert "Søknad" in told
        assert "b.bpmn" in told
        empty = visitor.post(address, {"drawings": [SimpleUploadedFile("a.zip", archive(a="x"))], "kind": "support"})
        assert empty.status_code == 422
        assert "No drawing was found." in empty.text
        assert visitor.post(address, {"kind": "support"}).status_code == 422
