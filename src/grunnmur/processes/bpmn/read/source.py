"""From bytes to an XML tree: encodings, hardened parsing, repairs, limits."""

import codecs
import html.entities
import re
from dataclasses import dataclass
from typing import NoReturn, cast

from lxml import etree

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.read.formats import NOT_XML, model_namespace, refuse_binary, refuse_root_name
from grunnmur.processes.bpmn.read.notes import Notes
from grunnmur.processes.bpmn.read.xml import Element

MAX_BYTES = 10 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_DEPTH = 200

TOO_BIG = _("The file is larger than %(limit)d MB.")
TOO_MANY = _("The file has more than %(limit)d elements.")
TOO_DEEP = _("The file nests elements more than %(limit)d deep.")
ENTITIES = _("The file declares entities of its own (DOCTYPE), which are not read. Export it without them.")
BROKEN = _("The file is not well-formed XML: %(reason)s. Export it again from the tool that made it.")

_ENCODINGS = re.compile(r"utf-8|ascii|iso8859|cp\d|latin|mac-|koi8|gb|big5|shift_jis|euc_")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_WEB_PAGE = re.compile(r"\s*(?:<!DOCTYPE\s+html|<html)", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#x([0-9a-fA-F]{1,8})|(\w{1,32}));|&")
_MENDABLE = frozenset({"ERR_ATTRIBUTE_REDEFINED", "ERR_LT_IN_ATTRIBUTE", "WAR_NS_URI"})
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DEEP, _TOO_DEEP = (etree.XPath("boolean(" + "/*" * depth + ")") for depth in (16, MAX_DEPTH + 1))
_COUNT = etree.XPath("count(//*)")


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file: outermost element, the namespace of its BPMN elements, what had to be repaired."""

    root: Element
    namespace: str
    notes: Notes


def parse(data: bytes, *, is_whole: bool = False) -> Source:
    """Parse a file of unknown origin without entities, DTD or network; is_whole: its comments too.

    Raises BpmnError: not BPMN 2.0, broken beyond repair, or beyond the limits.
    """
    if len(data) > MAX_BYTES:
        raise BpmnError(TOO_BIG, limit=MAX_BYTES // 1024 // 1024)
    refuse_binary(data)
    notes = Notes()
    text = _without_declaration(_decode(data, notes), notes)
    may_be_many = len(text) > MAX_ELEMENTS * len("<a/>")
    if may_be_many and text.count("<") > 8 * MAX_ELEMENTS:
        raise BpmnError(TOO_MANY, limit=MAX_ELEMENTS)
    if "!" in text and "<!DOCTYPE" in text and "<!ENTITY" in text:  # in content neither can stand unescaped
        raise BpmnError(ENTITIES, line=text.count("\n", 0, text.index("<!ENTITY")) + 1)
    root = _tree(text, notes, is_whole=is_whole)
    if _DEEP(root) and _TOO_DEEP(root):
        raise BpmnError(TOO_DEEP, limit=MAX_DEPTH)
    if may_be_many and cast("float", _COUNT(root)) > MAX_ELEMENTS:
        raise BpmnError(TOO_MANY, limit=MAX_ELEMENTS)
    return Source(root, model_namespace(root), notes)


def _without_declaration(text: str, notes: Notes) -> str:
    """Return the text from its first tag on; line breaks before it stay, so that line numbers are those of the file."""
    start = max(text.find("<?xml", 0, 4096), 0) or text.find("<")
    if start < 0:
        raise BpmnError(NOT_XML)
    if text[:start].strip():
        notes.repaired(_("Text before the XML was left out."), line=1)
    if text.startswith("<?xml", start):
        start = max(text.find("?>", start) + 2, start)
    return "\n" * text.count("\n", 0, start) + text[start:]


def _decode(data: bytes, notes: Notes) -> str:
    """Return the text by BOM, declared encoding, UTF-8, Windows-1252, in this order."""
    declared = _DECLARED.search(data, 0, 2048)
    name = declared.group(1).decode() if declared else "utf-8"
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            if declared and name.lower() != encoding:
                notes.repaired(
                    _("The file says %(declared)s but is %(actual)s."), line=1, declared=name, actual=encoding.upper()
                )
            return data.decode(encoding, "replace").lstrip("\ufeff")
    for encoding in (name, "utf-8"):
        text = _try(data, encoding)
        if text is not None:
            if encoding != name:
                notes.repaired(
                    _("The file says %(declared)s but is %(actual)s."), line=1, declared=name, actual="UTF-8"
                )
            return text
    notes.repaired(_("The file says %(declared)s; it was read as Windows-1252."), line=1, declared=name)
    return data.decode("cp1252", "replace")


def _try(data: bytes, encoding: str) -> str | None:
    """Return the text, or None when the name is no plain text encoding or the bytes are not valid in it."""
    try:
        if not _ENCODINGS.match(codecs.lookup(encoding).name):
            return None
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None


def _parser(*, is_whole: bool, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not is_whole,
        remove_pis=not is_whole,
        recover=recover,
    )


def _tree(text: str, notes: Notes, *, is_whole: bool) -> Element:
    """Parse strictly; else mend characters; else let the parser recover from what loses nothing."""
    try:
        return etree.fromstring(text.encode(), _parser(is_whole=is_whole))
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        if _WEB_PAGE.match(text):
            refuse_root_name("html")
        mended = _mend(text)
    if mended != text:
        notes.repaired(_("Characters that XML does not allow were left out or escaped."))
    parser = _parser(is_whole=is_whole, recover=True)
    root = etree.fromstring(mended.encode(), parser)
    for entry in parser.error_log:
        if entry.message.startswith("Excessive depth"):
            raise BpmnError(TOO_DEEP, line=entry.line, limit=MAX_DEPTH)
        if entry.type_name not in _MENDABLE and not entry.type_name.startswith("NS_ERR"):
            _refuse(entry.message, entry.line, entry.column)
        notes.repaired(_("Mended while reading: %(reason)s."), line=entry.line, reason=entry.message.strip())
    if root is None:
        _refuse("no element was found", 1, 1)
    return root


def _refuse(message: str, line: int, column: int) -> NoReturn:
    raise BpmnError(BROKEN, line=line, column=column, reason=message.strip().rstrip("."))


def _mend(text: str) -> str:
    """Leave out characters XML forbids, turn HTML's entities into characters and escape a lone &."""
    return _REFERENCE.sub(_reference, _FORBIDDEN.sub("", text))


def _reference(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        if name in _XML_NAMES:
            return match.group()
        return html.entities.html5.get(f"{name};", f"&amp;{name};")
    if not decimal and not hexadecimal:
        return "&amp;"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    is_allowed = code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))
    return match.group() if is_allowed else ""
