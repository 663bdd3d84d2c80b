"""Text without Django: Markdown as safe HTML, files as pieces, and what changed between two texts."""

from grunnmur.documents.text.markdown import (
    LinkTarget,
    Written,
    addresses_in,
    codes_in,
    pictures_in,
    pieces_of_markdown,
    text_hash,
    write_markdown,
    written,
)
from grunnmur.documents.text.pictures import Picture, with_picture
from grunnmur.documents.text.pieces import (
    Group,
    Heading,
    Piece,
    Words,
    as_plain,
    group,
    headings_of,
    read_pieces,
    words_in,
)

__all__ = [
    "Group",
    "Heading",
    "LinkTarget",
    "Picture",
    "Piece",
    "Words",
    "Written",
    "addresses_in",
    "as_plain",
    "codes_in",
    "group",
    "headings_of",
    "pictures_in",
    "pieces_of_markdown",
    "read_pieces",
    "text_hash",
    "with_picture",
    "words_in",
    "write_markdown",
    "written",
]
