"""The API: one OpenAPI document, one router a domain."""

from ninja import NinjaAPI

from grunnmur.core.api import BrowserAuth, TokenAuth, map_errors

api = NinjaAPI(
    title="Grunnmur",
    version="1",
    description="Everything the screens can do, for programs. The same permissions, the same errors.",
    urls_namespace="api",
    auth=[TokenAuth(), BrowserAuth()],
    docs_decorator=None,
)
map_errors(api)
