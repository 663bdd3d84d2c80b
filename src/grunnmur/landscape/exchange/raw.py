"""What a file says, before it is known what it means here. Both formats are read into this."""

from dataclasses import dataclass, field

from grunnmur.landscape.exchange.findings import Place
from grunnmur.landscape.exchange.model import Property


@dataclass(slots=True, kw_only=True)
class RawElement(Place):
    """One element as written. concept: ArchiMate's, blank when the file names none."""

    concept: str
    name: str = ""
    documentation: str = ""
    specialization: str = ""
    properties: list[Property] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class RawRelation(RawElement):
    """One relation as written; `concept` is ArchiMate's relation. access: Read, Write, ReadWrite or Access."""

    source: str
    target: str
    access: str = "Access"
    is_directed: bool = False


@dataclass(slots=True, kw_only=True)
class RawModel:
    """All that was read of one file."""

    identifier: str = ""
    name: str = ""
    documentation: str = ""
    properties: list[Property] = field(default_factory=list)
    elements: list[RawElement] = field(default_factory=list)
    relations: list[RawRelation] = field(default_factory=list)
