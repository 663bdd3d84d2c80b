"""The drawings of the guides: examples from small BPMN files, signs, and value streams; pure Python, no database."""

from grunnmur.processes.method.examples import EXAMPLES, SIGNS, draw_example, draw_sign
from grunnmur.processes.method.stream import STREAM_SIGNS, STREAMS, draw_stream, draw_stream_sign

__all__ = [
    "EXAMPLES",
    "SIGNS",
    "STREAMS",
    "STREAM_SIGNS",
    "draw_example",
    "draw_sign",
    "draw_stream",
    "draw_stream_sign",
]
