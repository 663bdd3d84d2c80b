"""The guides to drawing and to value streams: their figures, and which section explains a gate."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.urls import reverse

from grunnmur.processes.method import (
    EXAMPLES,
    SIGNS,
    STREAM_SIGNS,
    STREAMS,
    draw_example,
    draw_sign,
    draw_stream,
    draw_stream_sign,
)

DRAWING, STREAM = "drawing", "value-stream"
SIGN = "sign-"
EXPLAINED: Mapping[str, str] = {
    "L01": "flows",
    "L02": "flows",
    "L03": "choices",
    "L04": "parallel",
    "L05": "ends",
    "L06": "ends",
    "L07": "choices",
    "L08": "tasks",
    "L09": "lanes",
    "L10": "tasks",
    "L11": "tasks",
    "L12": "choices",
    "L14": "flows",
    "L15": "pools",
    "L16": "waiting",
    "L17": "ends",
    "L18": "ends",
    "L21": "signs",
    "L22": "size",
    "lane": "lanes",
    "role": "lanes",
    "accountable": "lanes",
    "responsible": "lanes",
}
"""The section of the guide to drawing that explains what a rule or a gate says, by its key."""


def explained_url(key: str) -> str:
    """Return where the guide to drawing explains a rule or a gate; blank for one it says nothing of."""
    section = EXPLAINED.get(key)
    return f"{reverse('publishing:guide', args=[DRAWING])}#{section}" if section else ""


def figure(name: str, language: str) -> str:
    """Draw what a text of the guides names. Raises KeyError for what is not there."""
    if name.startswith(SIGN):
        sign = name.removeprefix(SIGN)
        svg = draw_stream_sign(sign) if sign in STREAM_SIGNS else draw_sign(sign)
        return render_to_string("processes/method/sign.html", {"svg": svg})
    return render_to_string("processes/method/example.html", {"svg": _drawn(name, language)})


def _drawn(name: str, language: str) -> str:
    if name in STREAMS:
        return draw_stream(name, language)
    if name in EXAMPLES:
        return draw_example(name, language)
    raise KeyError(name)


def figure_names() -> set[str]:
    """Return everything the texts may name."""
    return {*EXAMPLES, *STREAMS, *(f"{SIGN}{name}" for name in (*SIGNS, *STREAM_SIGNS))}
