"""The API: one OpenAPI document, one router a domain."""

from importlib import import_module
from pathlib import Path

from ninja import NinjaAPI

from grunnmur.core.api import Api, BrowserAuth, TokenAuth, map_errors
from grunnmur.core.api_docs import Docs

PACKAGE = Path(__file__).resolve().parent.parent
# Domain in addresses and scopes, and the package whose `api.py` holds its router.
ROUTERS = {
    "organisation": "organisation",
    "worklist": "worklist",
    "access": "access",
    "processes": "processes",
    "search": "portal",
}


def mount(api: NinjaAPI) -> None:
    """Add the routers of the domains that have one, each below its name."""
    for name, package in ROUTERS.items():
        if (PACKAGE / package / "api.py").exists():
            api.add_router(f"/{name}/", import_module(f"grunnmur.{package}.api").router, tags=[name])


api = Api(
    title="Grunnmur",
    version="1",
    description="Everything the screens can do, for programs. The same permissions, the same errors.",
    urls_namespace="api",
    auth=[TokenAuth(), BrowserAuth()],
    docs=Docs(),
    docs_decorator=None,  # the document is the same in every installation, and tells nothing of a municipality
)
map_errors(api)
mount(api)
