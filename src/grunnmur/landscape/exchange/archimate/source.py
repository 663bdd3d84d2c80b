"""From bytes to XML without danger: no entities, no document type, no network, within limits."""

import codecs
import re
from collections.abc import Iterator
from io import BytesIO
from typing import NoReturn

from lxml import etree

from grunnmur.core.tables.limits import MEGABYTE, Limits, check_size
from grunnmur.core.tables.sheet import Note, UnreadableFileError
from grunnmur.landscape.exchange.archimate.names import ARCHIMATE
from grunnmur.landscape.exchange.marked import _

Node = etree._Element  # noqa: SLF001 - lxml gives its element class no public name

LIMITS = Limits(file_bytes=64 * MEGABYTE)
MAX_NODES = 2_500_000  # 20,000 elements and 20,000 relations with their properties have 700,000
MAX_ATTRIBUTES = 1_500_000  # they have 500,000
MAX_CONCEPTS = 150_000  # elements, relations, folder entries and definitions of properties

TOO_MANY = _("The file has more parts than can be read at once. Divide the model.")
DOCTYPE = _("The file declares a document type (DOCTYPE), line %(line)s, which is not read. Export it without one.")
BROKEN = _("The file is not well-formed XML, line %(line)s: %(reason)s. Export it again from the tool that made it.")
NOT_XML = _("This is not an XML file. Export the model as ArchiMate exchange file (XML) and bring that file.")
ENCODING = _("The letters of the file cannot be read. Export it as UTF-8.")
OTHER = _("This is XML of another kind (%(name)s). Export the model as ArchiMate exchange file (XML).")
OLD = _("This is an exchange file for ArchiMate 2. Export the model for ArchiMate 3.")
OWN_FORMAT = _("This is Archi's own file. Export it from Archi as Open Exchange file and bring that file.")

_NAMESPACES = {
    "http://www.opengroup.org/xsd/archimate": OLD,
    "http://www.opengroup.org/xsd/archimate/": OLD,
    "http://www.archimatetool.com/archimate": OWN_FORMAT,
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS = frozenset({"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"})
_DECLARATION = re.compile(r"<\?xml\b.{0,300}?\?>", re.DOTALL)
_SPACES = re.compile(r"\s*")
_BEFORE_ROOT = {"<!--": "-->", "<?": "?>"}


def nodes(data: bytes, *names: str) -> Iterator[Node]:
    """Yield every element of these names when it is complete, and the outermost element last.

    An element is emptied once the next is asked for: the whole tree is never in memory. Raises
    UnreadableFileError, with a sentence that says what to do: too large, no XML, another format, a document type, not
    well-formed.
    """
    text = _safe_text(data)
    _check_root(text)
    tags = [f"{{{ARCHIMATE}}}{name}" for name in names]
    walk = _parser(text, ("end",), tags)
    try:
        for number, (_event, node) in enumerate(walk):
            if number > MAX_CONCEPTS:
                _refuse(TOO_MANY)
            yield node
            node.clear()
    except etree.XMLSyntaxError:
        _refuse_broken(walk)
    yield walk.root


def _safe_text(data: bytes) -> bytes:
    """Return the file as UTF-8 without declaration, its lines where they were. Raises UnreadableFileError."""
    check_size(data, LIMITS)
    if data.count(b"<") - data.count(b"</") > MAX_NODES or data.count(b"=") > MAX_ATTRIBUTES:
        _refuse(TOO_MANY)
    text = _decode(data)
    declaration = _DECLARATION.match(text)
    if declaration:
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    first = _after_remarks(text)
    if text.startswith("<!DOCTYPE", first):
        _refuse(DOCTYPE, line=text.count("\n", 0, first) + 1)
    if not text.startswith("<", first):
        _refuse(NOT_XML)
    return text.encode()


def _after_remarks(text: str) -> int:
    """Return where comments, instructions and blanks at the beginning end."""
    place = 0
    while True:
        spaces = _SPACES.match(text, place)
        place = spaces.end() if spaces else place
        close = next((close for start, close in _BEFORE_ROOT.items() if text.startswith(start, place)), "")
        end = text.find(close, place) if close else -1
        if end < 0:
            return place
        place = end + len(close)


def _decode(data: bytes) -> str:
    """Return the text by byte order mark, else by the encoding the file declares."""
    declared = _DECLARED.match(data)
    encoding = declared[1].decode() if declared else "utf-8"
    for mark, by_mark in _BOMS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], by_mark
            break
    else:
        encoding = _known(encoding)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(str(Note(ENCODING))) from error


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in _ENCODINGS:
        _refuse(ENCODING)
    return name


def _check_root(text: bytes) -> None:
    walk = _parser(text, ("start",), None)
    try:
        _event, root = next(iter(walk))
    except etree.XMLSyntaxError:
        _refuse_broken(walk)
    name = etree.QName(root)
    if (name.namespace, name.localname) != (ARCHIMATE, "model"):
        _refuse(_NAMESPACES.get(name.namespace or "", OTHER), name=name.localname)


def _parser(text: bytes, events: tuple[str, ...], tags: list[str] | None) -> etree.iterparse:
    return etree.iterparse(
        BytesIO(text),
        events=events,
        tag=tags,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refuse_broken(walk: etree.iterparse) -> NoReturn:
    first = next(iter(walk.error_log), None)  # the error itself tells only of what came of it
    _refuse(BROKEN, line=first.line if first else 1, reason=first.message.strip().rstrip(".") if first else "")


def _refuse(message: str, **params: str | int) -> NoReturn:
    raise UnreadableFileError(str(Note(message, params)))
