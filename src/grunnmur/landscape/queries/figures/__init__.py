"""Figures of the map, drawn for whoever reads them: around an element, of a change, and of a whole map on paper."""

from grunnmur.landscape.queries.figures.around import Links, Picture, picture_of
from grunnmur.landscape.queries.figures.change import Difference, difference_of
from grunnmur.landscape.queries.figures.whole import figures_of

__all__ = ["Difference", "Links", "Picture", "difference_of", "figures_of", "picture_of"]
