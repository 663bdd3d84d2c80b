"""The router of changes: files beside add their operations to it."""

from ninja import Router

router = Router(tags=["landscape"])
