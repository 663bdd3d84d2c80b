"""The ArchiMate Model Exchange File Format 3.1, which Archi and other modelling tools open.

Source: The Open Group, ArchiMate Model Exchange File Format for ArchiMate 3.x.
"""

from grunnmur.landscape.exchange.archimate.reader import read
from grunnmur.landscape.exchange.archimate.writer import write

__all__ = ["read", "write"]
