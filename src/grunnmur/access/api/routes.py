"""The one router of access: an address that is read and written must be known to one router."""

from ninja import Router

router = Router(tags=["access"])
