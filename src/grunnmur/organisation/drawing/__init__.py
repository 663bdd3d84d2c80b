"""The organisation chart as SVG: pure, without database, request or browser."""

from grunnmur.organisation.drawing.box import Box, Words
from grunnmur.organisation.drawing.svg import draw

__all__ = ["Box", "Words", "draw"]
