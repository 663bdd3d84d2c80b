"""The menu says where one is, whoever one is."""

import pytest

from grunnmur.portal.navigation import _child, _is_of

LIBRARY, TASKS, START = "/processes/", "/work/", "/"


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/publishing/items/HENVENDELSE/feedback/", LIBRARY),
        ("/access/targets/left/", TASKS),
        ("/processes/HENVENDELSE/", LIBRARY),
        ("/", START),
    ],
)
def test_a_page_under_no_page_of_the_menu_is_of_one_part(path, part):
    assert [url for url in (START, LIBRARY, TASKS) if _is_of(path, url, "")] == [part]


def test_a_page_under_a_page_of_the_menu_is_of_no_other_part():
    assert not _is_of("/access/targets/left/", TASKS, "/access/targets/")


def test_a_group_is_current_when_one_of_its_pages_is_and_only_that_page_is():
    group = _child("Control", [("Reviews", "/access/reviews/"), ("Audit", "/access/audit/")], "/access/audit/")
    assert group["is_current"]
    assert [page["is_current"] for page in group["children"]] == [False, True]
    assert "url" not in group


def test_a_group_of_one_page_is_that_page():
    page = _child("Control", [("Audit", "/access/audit/")], "/")
    assert page == {"label": "Audit", "url": "/access/audit/", "is_current": False}
