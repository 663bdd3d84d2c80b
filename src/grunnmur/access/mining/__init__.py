"""From who has what today to rules: groups of people, and what nearly all of a group have. No Django, no clock."""

from grunnmur.access.mining.groups import Group, Kind, Workforce, groups_of
from grunnmur.access.mining.proposing import Membership, Mined, Proposal, Settings, propose

__all__ = ["Group", "Kind", "Membership", "Mined", "Proposal", "Settings", "Workforce", "groups_of", "propose"]
