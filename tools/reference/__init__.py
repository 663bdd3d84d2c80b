"""docs/reference.md: what the code says of itself, as tables. `python -m tools.reference` writes it anew."""
