"""What one may ask of the map. What the asker may not know of is left out, never counted and never hinted at."""

from grunnmur.landscape.queries.elements import elements_named, find_element, on_the_map, systems_named, visible

__all__ = ["elements_named", "find_element", "on_the_map", "systems_named", "visible"]
