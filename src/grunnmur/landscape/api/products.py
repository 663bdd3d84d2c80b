"""Products as catalogues describe them, brought up to date by a program."""

from typing import Annotated

from ninja import Field, Router, Schema

from grunnmur.core.api_shapes import listed
from grunnmur.core.http import Request
from grunnmur.landscape.actions.products import update_from_catalogue
from grunnmur.landscape.models import SystemProduct
from grunnmur.landscape.rules.answers import Value
from grunnmur.landscape.rules.products import ProductFacts

router = Router(tags=["landscape"])
MOST = 2_000  # products of one update


class ProductIn(Schema):
    """A product as the catalogue tells of it; its supplier is said here. facts: answers by question, as on its page."""

    name: str = Field(min_length=1, max_length=200)
    kind: Annotated[SystemProduct.Kind, listed(SystemProduct.Kind)] = SystemProduct.Kind.LINE_OF_BUSINESS
    description: str = ""
    facts: dict[str, Value] = Field(default_factory=dict)


class CatalogueIn(Schema):
    """What a catalogue says now. source: which; version: its own word for how new it is."""

    source: str = Field(min_length=1, max_length=100)
    version: str = Field(min_length=1, max_length=40)
    products: list[ProductIn] = Field(max_length=MOST)


class UpdatedOut(Schema):
    """How many products came or changed."""

    changed: int


@router.post("/catalogue", response=UpdatedOut)
def catalogue(request: Request, sent: CatalogueIn) -> UpdatedOut:
    """Bring products up to date. What was said otherwise here stays, and both are shown; twice changes nothing."""
    products = [ProductFacts(**one.dict() | {"kind": one.kind.value}) for one in sent.products]
    return UpdatedOut(changed=update_from_catalogue(sent.source, sent.version, products, by=request.user))
