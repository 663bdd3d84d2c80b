"""The map as a whole, for files that leave the house: what a profile lets out of what the asker may know of."""

from grunnmur.landscape.queries.exports.document import document_of
from grunnmur.landscape.queries.exports.model import EXCHANGE_SOURCE, map_model
from grunnmur.landscape.queries.exports.profiles import PROFILES, Profile
from grunnmur.landscape.queries.exports.tables import tables_of

__all__ = ["EXCHANGE_SOURCE", "PROFILES", "Profile", "document_of", "map_model", "tables_of"]
