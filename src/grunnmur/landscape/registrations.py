"""What landscape answers for in the house; called once, when all models are loaded."""

from grunnmur.landscape import rules


def register() -> None:
    """Make the map's permissions known."""


__all__ = ["register", "rules"]
