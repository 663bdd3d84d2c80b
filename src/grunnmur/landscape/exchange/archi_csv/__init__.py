"""Archi's CSV files in one zip: elements.csv, relations.csv, properties.csv.

Archi opens them unpacked, a spreadsheet each by itself. Source of the columns: Archi's user guide, "CSV".
"""

from grunnmur.landscape.exchange.archi_csv.reader import read
from grunnmur.landscape.exchange.archi_csv.writer import write

__all__ = ["read", "write"]
