"""What there is on the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from grunnmur.landscape.catalogue.reading import Words, entries, words


@dataclass(frozen=True)
class ElementType:
    """One type of element.

    owner: the domain that alone registers such elements. archimate: the concept of ArchiMate 3.2; where several types
    share one, `specialization` tells them apart. lane: 1–10 in the figure, from the top.
    """

    code: str
    owner: str
    archimate: str
    specialization: str
    lane: int
    order: int
    singular: Words
    plural: Words


def _types() -> dict[str, ElementType]:
    return {
        code: ElementType(
            code=code,
            owner=entry["owner"],
            archimate=entry["archimate"],
            specialization=entry.get("specialization", ""),
            lane=entry["lane"],
            order=order,
            singular=words(entry["singular"]),
            plural=words(entry["plural"]),
        )
        for order, (code, entry) in enumerate(entries("types").items())
    }


TYPES: Mapping[str, ElementType] = _types()
