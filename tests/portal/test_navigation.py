"""The menu says where one is, whoever one is."""

import pytest

from grunnmur.portal.navigation import _is_of

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
