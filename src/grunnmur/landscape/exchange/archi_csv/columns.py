"""Names and cells of Archi's CSV files."""

from grunnmur.core.tables.text import FORMULA_STARTS

ELEMENTS, RELATIONS, PROPERTIES = "elements.csv", "relations.csv", "properties.csv"
COLUMNS = {
    ELEMENTS: ("ID", "Type", "Name", "Documentation", "Specialization"),
    RELATIONS: ("ID", "Type", "Name", "Documentation", "Source", "Target", "Specialization"),
    PROPERTIES: ("ID", "Key", "Value"),
}
NEEDED = {
    ELEMENTS: ("ID", "Type", "Name"),
    RELATIONS: ("ID", "Type", "Source", "Target"),
    PROPERTIES: ("ID", "Key", "Value"),
}
MODEL_TYPE = "ArchimateModel"
RELATION_ENDING = "Relationship"
ACCESS_TYPE, DIRECTED = "Access_Type", "Directed"


def guard(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unguard` gives back exactly what was given."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguard(cell: str) -> str:
    """Return the text of a cell without the apostrophe that guards it."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell
