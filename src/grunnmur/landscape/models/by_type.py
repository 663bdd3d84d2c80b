"""Which table holds the details of each type of element."""

from collections.abc import Mapping
from typing import Any

from grunnmur.landscape.models.detail import ContactPoint, Goal, Law, Service, Supplier, Technology
from grunnmur.landscape.models.information import Information
from grunnmur.landscape.models.system import Interface, System

DETAIL_MODELS: Mapping[str, Any] = {  # Any: models that have an element
    "system": System,
    "interface": Interface,
    "information": Information,
    "supplier": Supplier,
    "service": Service,
    "goal": Goal,
    "law": Law,
    "technology": Technology,
    "contact_point": ContactPoint,
}
