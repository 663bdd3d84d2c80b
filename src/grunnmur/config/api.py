"""The API: one OpenAPI document, one router a domain."""

from ninja import NinjaAPI

from grunnmur.access.api import router as access
from grunnmur.core.api import Api, BrowserAuth, TokenAuth, map_errors
from grunnmur.core.api_docs import Docs
from grunnmur.documents.api import router as documents
from grunnmur.landscape.api import router as landscape
from grunnmur.organisation.api import router as organisation
from grunnmur.processes.api import router as processes
from grunnmur.publishing.api import router as publishing
from grunnmur.worklist.api import router as worklist

# By the domain's name in addresses and scopes.
ROUTERS = {
    "organisation": organisation,
    "worklist": worklist,
    "landscape": landscape,
    "access": access,
    "publishing": publishing,
    "documents": documents,
    "processes": processes,
}


def mount(api: NinjaAPI) -> None:
    """Add the domains' routers, each below its name."""
    for name, router in ROUTERS.items():
        api.add_router(f"/{name}/", router, tags=[name])


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
