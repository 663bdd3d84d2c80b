"""The tables of the map."""

from grunnmur.landscape.models.by_type import DETAIL_MODELS
from grunnmur.landscape.models.change import ChangeCase, ChangeStatement, ChangeStep, ChangeTarget
from grunnmur.landscape.models.detail import ContactPoint, Goal, Law, Service, Supplier, Technology
from grunnmur.landscape.models.element import Element
from grunnmur.landscape.models.exchange import ExportLog, ImportIdentity
from grunnmur.landscape.models.information import DataCategory, Information, InformationContent, SubjectCategory
from grunnmur.landscape.models.relation import KindPair, Relation, RelationClaim, Strength
from grunnmur.landscape.models.system import Interface, System, SystemFact, SystemProduct

__all__ = [
    "DETAIL_MODELS",
    "ChangeCase",
    "ChangeStatement",
    "ChangeStep",
    "ChangeTarget",
    "ContactPoint",
    "DataCategory",
    "Element",
    "ExportLog",
    "Goal",
    "ImportIdentity",
    "Information",
    "InformationContent",
    "Interface",
    "KindPair",
    "Law",
    "Relation",
    "RelationClaim",
    "Service",
    "Strength",
    "SubjectCategory",
    "Supplier",
    "System",
    "SystemFact",
    "SystemProduct",
    "Technology",
]
