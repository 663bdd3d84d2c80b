"""Ids as addresses, forms and files bring them: texts that may be anything."""

from collections.abc import Iterable
from uuid import UUID


def id_in(text: str) -> UUID | None:
    """Return the id that a text is; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def ids_in(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among some texts, in their order; what is none is left out."""
    return [found for text in texts if (found := id_in(text))]
