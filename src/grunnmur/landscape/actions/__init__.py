"""What domains and people do with the map."""

from grunnmur.landscape.actions.claims import claim_relations
from grunnmur.landscape.actions.elements import register_elements, retire_elements
from grunnmur.landscape.actions.own import add_element, change_element, retire_element
from grunnmur.landscape.actions.relations import change_strength, end_relation, relate

__all__ = [
    "add_element",
    "change_element",
    "change_strength",
    "claim_relations",
    "end_relation",
    "register_elements",
    "relate",
    "retire_element",
    "retire_elements",
]
