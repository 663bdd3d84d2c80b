"""The tables of publishing. The content itself lies in the domain that registered its kind."""

from grunnmur.publishing.models.alias import CodeAlias
from grunnmur.publishing.models.approval import ApprovalRequest, ApprovalStep
from grunnmur.publishing.models.board import Card, Station, StationStay
from grunnmur.publishing.models.feedback import Feedback
from grunnmur.publishing.models.guide import GuideNote
from grunnmur.publishing.models.item import Item, everyone
from grunnmur.publishing.models.line import LineMember, LineUnit, ProductionLine
from grunnmur.publishing.models.naming import DocumentType, NamingStandard
from grunnmur.publishing.models.reading import ReadingDemand, ReadingDuty
from grunnmur.publishing.models.settings import FactorySettings
from grunnmur.publishing.models.tidy import LONGEST_PATH, IntakeItem
from grunnmur.publishing.models.version import GateRun, Version, VersionEditor, VersionMove
from grunnmur.publishing.models.web import WebAddress

__all__ = [
    "LONGEST_PATH",
    "ApprovalRequest",
    "ApprovalStep",
    "Card",
    "CodeAlias",
    "DocumentType",
    "FactorySettings",
    "Feedback",
    "GateRun",
    "GuideNote",
    "IntakeItem",
    "Item",
    "LineMember",
    "LineUnit",
    "NamingStandard",
    "ProductionLine",
    "ReadingDemand",
    "ReadingDuty",
    "Station",
    "StationStay",
    "Version",
    "VersionEditor",
    "VersionMove",
    "WebAddress",
    "everyone",
]
