"""The tabs that elements of one type have beside those of every element."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWN_TABS: Mapping[str, Mapping[str, Promise]] = {
    "system": {"system_facts": _("Facts and usage")},
    "information": {"information_content": _("Content")},
    "supplier": {"supplier_chain": _("Deliveries")},
    "law": {"law_use": _("Where it is used")},
}
"""Their labels, by type and by the name of the address."""
