"""The API: one OpenAPI document, one router a domain."""

from ninja import NinjaAPI

from grunnmur.core.api import BrowserAuth, TokenAuth, map_errors
from grunnmur.organisation.api import router as organisation
from grunnmur.worklist.api import router as worklist

api = NinjaAPI(
    title="Grunnmur",
    version="1",
    description="Everything the screens can do, for programs. The same permissions, the same errors.",
    urls_namespace="api",
    auth=[TokenAuth(), BrowserAuth()],
    docs_decorator=None,
)
map_errors(api)
api.add_router("organisation/", organisation)
api.add_router("worklist/", worklist)
