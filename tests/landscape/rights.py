"""Who may do what on the map, for a test."""

from contextlib import ExitStack, contextmanager

from grunnmur.core.models import User
from grunnmur.landscape.rules import EDIT, SEE
from grunnmur.organisation.models import Unit
from tests.factories_organisation import granting


@contextmanager
def keeping(user: User, *units: Unit, permission: str = EDIT, everywhere: bool = False):
    """Let a user see the map, and hold a permission at units or everywhere; forgotten afterwards."""
    with ExitStack() as stack:
        stack.enter_context(granting(user, SEE, everywhere=True))
        stack.enter_context(granting(user, permission, *units, everywhere=everywhere))
        yield user
