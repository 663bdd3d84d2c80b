"""Ids in what people and programs send."""

from uuid import UUID

import pytest

from grunnmur.core.ids import id_in, ids_in

ONE = UUID("6dad4bb7-6f1e-4413-afc5-6fe0df8391a1")


def test_an_id_is_read_however_it_is_written():
    assert id_in(str(ONE)) == id_in(ONE.hex.upper()) == ONE


@pytest.mark.parametrize("text", ["", "x", "-" * 36, f"{ONE}0", "6dad4bb7\x00", "ø" * 32])
def test_what_is_no_id_is_none(text):
    assert id_in(text) is None


def test_ids_keep_their_order_and_the_rest_is_left_out():
    assert ids_in(["x", str(ONE), "", str(UUID(int=1))]) == [ONE, UUID(int=1)]
