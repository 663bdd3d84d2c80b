"""The cells of a role matrix."""

NO_MARKS = frozenset({"", "0", "nei", "nej", "no", "-"})
HAS = "har"  # the level of a permission that has no levels


def is_marked(cell: str) -> bool:
    """Tell whether a cell of a role matrix means yes."""
    return cell.strip().casefold() not in NO_MARKS
