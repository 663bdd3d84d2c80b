"""The form of a group key."""

import re

from django.utils.translation import gettext

from grunnmur.access.rules.errors import BadKeyError

_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
GROUP_KEY = re.compile(rf"everyone|may:[a-z_]+\.[a-z_]+|(person|unit|below|leader|role|function):{_ID}(@{_ID})?")


def require_group_key(key: str) -> None:
    """Do nothing if a group key is blank or well formed. Raises BadKeyError."""
    if key and not GROUP_KEY.fullmatch(key):
        raise BadKeyError(gettext("%(key)s is no group: write unit:, function: or role: and an id.") % {"key": key})
