"""What the pages of one type have beside those of every type: tabs of an element, and ways from the list."""

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
OWN_PAGES: Mapping[str, Mapping[str, Promise]] = {
    "system": {"products": _("Products")},
    "information": {"information_matrix": _("What we hold about whom")},
    "supplier": {"suppliers_by_country": _("Suppliers by country")},
    "goal": {"goals": _("Tree of goals")},
    "law": {"laws": _("Where laws are used")},
}
"""Pages about all elements of a type, by type and by the name of the address."""
