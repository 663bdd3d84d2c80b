"""What people do with documents, and what publishing has done to them."""

from grunnmur.documents.actions.creating import NewDocument, create_document, keep_old, set_audience
from grunnmur.documents.actions.files import NewFile, attach_file, read_text
from grunnmur.documents.actions.hashing import text_hash_of
from grunnmur.documents.actions.pictures import NewPicture, add_picture
from grunnmur.documents.actions.writing import Pointer, Text, point_to, state_basis, write_text

__all__ = [
    "NewDocument",
    "NewFile",
    "NewPicture",
    "Pointer",
    "Text",
    "add_picture",
    "attach_file",
    "create_document",
    "keep_old",
    "point_to",
    "read_text",
    "set_audience",
    "state_basis",
    "text_hash_of",
    "write_text",
]
