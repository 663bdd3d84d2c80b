"""The router that the files of this folder hang their operations on."""

from ninja import Router

router = Router(tags=["processes"])
