"""Permissions and errors of processes."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Permission, StartRole, declare

IMPORT = "processes.import"
BIND_ROLES = "processes.bind_roles"
KIND = "process"

_MAKERS = (StartRole.MODELLER, StartRole.FLOW_CHIEF)
declare(
    Permission(IMPORT, _("Bring processes into the library"), roles=_MAKERS),
    Permission(BIND_ROLES, _("Say who the roles in processes are"), roles=_MAKERS),
)


class UnreadableProcessError(DomainError):
    """A file that is not BPMN 2.0, or no checklist; the sentence says where and why."""


class SameVersionError(DomainError):
    """The file is that of the valid version."""


class ProposalClosedError(DomainError):
    """The proposal was accepted or dropped already."""


class ProposalMovedOnError(DomainError):
    """Somebody else decided something in the proposal meanwhile."""


class RoleInUseError(DomainError):
    """The role takes part in processes, so it cannot be taken out of use."""


class RoleGoneError(DomainError):
    """The role was merged into another one."""


class NoSuchGuessError(DomainError):
    """The proposal has no such guess."""


class DrawingMovedOnError(DomainError):
    """Another drawing was saved in the draft meanwhile; the one that came late is not written over it."""


class TableRefusedError(DomainError):
    """A change of the step table that cannot be made; the sentence says why."""


class TableMovedOnError(DomainError):
    """Somebody changed the draft after the table was shown."""


class ArrangedByHandError(DomainError):
    """Somebody arranged the drawing by hand; laying it out anew would undo that."""


class LinkError(DomainError):
    """A step cannot be linked to this."""


ELEMENT = "element"  # how core.links calls anything on the map
_PUBLISHED = {"document": "document", "template": "document", "form": "document", "process": KIND}


def published_kind_of(link_kind: str) -> str:
    """Return the kind of content a link of a kind leads to; blank for links to the map and the web."""
    return _PUBLISHED.get(link_kind, "")


class AreaError(DomainError):
    """The map of processes cannot be like this."""


DEEPEST_AREA = 3  # levels of the map of processes


class AskingError(DomainError):
    """There is nobody to ask or tell here, or the question was answered already."""


QUESTION, NOTICE = "step_question", "step_notice"  # how core.links names them
ASKED = "processes.asked"  # the kind of task that a question is
ANSWERED, UNANSWERED, INFORMED = "processes.answered", "processes.unanswered", "processes.informed"
