"""Search: `index`, `forget`, `set_audience`, `rebuild`, `match`; `count_words` each night. Domains register kinds.

What may not be opened is not found, counted or hinted at. See `core/sql/search_1.sql` for the walls.
"""

from grunnmur.core.search.indexing import forget, index, index_beside, set_audience
from grunnmur.core.search.keys import answer_search_keys
from grunnmur.core.search.kinds import Entry, register_kind, registered
from grunnmur.core.search.matching import match
from grunnmur.core.search.rebuilding import check, rebuild
from grunnmur.core.search.result import EVERYWHERE, Facet, Facets, Filter, Hit, Piece, Result
from grunnmur.core.search.words import count_words

__all__ = [
    "EVERYWHERE",
    "Entry",
    "Facet",
    "Facets",
    "Filter",
    "Hit",
    "Piece",
    "Result",
    "answer_search_keys",
    "check",
    "count_words",
    "forget",
    "index",
    "index_beside",
    "match",
    "rebuild",
    "register_kind",
    "registered",
    "set_audience",
]
