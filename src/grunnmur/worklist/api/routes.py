"""The router that every file of this folder adds its calls to."""

from ninja import Router

router = Router(tags=["worklist"])
MOST = 200
