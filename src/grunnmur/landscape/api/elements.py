"""Elements of any type."""

from uuid import UUID

from ninja import Router

from grunnmur.core.http import Request
from grunnmur.landscape.api.shapes import ElementOut, columns_of
from grunnmur.landscape.queries.elements import find_element

router = Router(tags=["landscape"])


@router.get("/{uuid:element_id}", response=ElementOut)
def element(request: Request, element_id: UUID) -> ElementOut:
    """Return one element, whatever its type; retired ones too."""
    return ElementOut(**columns_of(find_element(element_id, seen_by=request.user)))
