"""Recognise what a file is when it is not BPMN 2.0, to say so by name."""

import re

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.namespaces import BPMN
from grunnmur.processes.bpmn.read.xml import Element, line_of, names_of

BETA = "http://schema.omg.org/spec/BPMN/2.0"  # the beta of 2009; the same elements

EXPORT = _("This is %(what)s. Export it as BPMN 2.0 XML and bring that file.")
EMPTY = _("The file is empty.")
OTHER = _("This is XML of another kind (%(name)s). Export the drawing as BPMN 2.0 XML and bring that file.")
NOT_XML = _("This is not an XML file. Export the drawing as BPMN 2.0 XML and bring that file.")
FRAGMENT = _(
    "This is a piece of a BPMN file: its outermost element is %(name)s, not definitions. Export the whole drawing."
)

_SOMETHING = re.compile(rb"[^\s\0\xef\xbb\xbf\xff\xfe]")
_SIGNATURES = (
    (b"PK\x03\x04", _("a packed file (ZIP, or a Visio or Office document)")),
    (b"\xd0\xcf\x11\xe0", _("an old Visio or Office document")),
    (b"%PDF", _("a PDF")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
)
_ROOTS = {
    "aml": _("ARIS AML"),
    "svg": _("a plain SVG picture"),
    "html": _("a web page (HTML)"),
    "visiodocument": _("a Visio drawing"),
    "package": _("XPDL"),
    "bpmndiagram": _("BPMN 1.x"),
    "businessprocessdiagram": _("BPMN 1.x"),
    "mxfile": _("a draw.io drawing"),
    "mxgraphmodel": _("a draw.io drawing"),
}
_NAMESPACES = (
    ("wfmc.org", _("XPDL")),
    ("spec/dmn", _("a decision table (DMN)")),
    ("spec/cmmn", _("a case model (CMMN)")),
    ("schemas.microsoft.com/visio", _("a Visio drawing")),
    ("stp.eclipse.org/bpmn", _("BPMN 1.x")),
    ("bpmn/1", _("BPMN 1.x")),
    ("opengroup.org/xsd/archimate", _("an ArchiMate model")),
    ("schemas.xmlsoap.org/wsdl", _("a WSDL file")),
    ("wsbpel", _("BPEL")),
)


def refuse_binary(data: bytes) -> None:
    """Raise BpmnError when the first bytes are those of a known binary format, or when there is nothing."""
    if not _SOMETHING.search(data):
        raise BpmnError(EMPTY)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise BpmnError(EXPORT, what=what)


def refuse_root_name(name: str) -> None:
    """Raise BpmnError when the outermost element's name alone tells another format."""
    what = _ROOTS.get(name.lower())
    if what:
        raise BpmnError(EXPORT, what=what)


def model_namespace(root: Element) -> str:
    """Return the namespace the BPMN elements of this file are in ("" when the file states none).

    Raises BpmnError when the outermost element is not BPMN's definitions.
    """
    namespace, name = names_of(root)
    if namespace in {BPMN, BETA, ""} and name == "definitions":
        return namespace
    if namespace in {BPMN, BETA}:
        raise BpmnError(FRAGMENT, line=line_of(root), name=name)
    refuse_root_name(name)
    what = next((text for part, text in _NAMESPACES if part in namespace.lower()), "")
    if what:
        raise BpmnError(EXPORT, line=line_of(root), what=what)
    raise BpmnError(OTHER, line=line_of(root), name=name)
