"""The yearly wheel as SVG: pure, without database, request or browser."""

from grunnmur.worklist.drawing.ring import Mark, Words, draw_ring

__all__ = ["Mark", "Words", "draw_ring"]
