"""Every address of Grunnmur. Login is required unless a view says `@login_not_required`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from grunnmur.access.urls_scim import systems
from grunnmur.config.api import api
from grunnmur.core.api import nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("scim/v2", include("grunnmur.access.urls_scim")),  # first, as programs ask the most
    path("", include("grunnmur.core.urls")),
    path("", include("grunnmur.portal.urls")),
    path("organisation/", include("grunnmur.organisation.urls")),
    path("documents/", include("grunnmur.documents.urls")),
    path("processes/", include("grunnmur.processes.urls")),
    path("publishing/", include("grunnmur.publishing.urls")),
    path("map/", include("grunnmur.landscape.urls")),
    path("work/", include("grunnmur.worklist.urls")),
    path("access/", include("grunnmur.access.urls")),
    path("access/systems/", include(systems)),
    path("notifications/", include("grunnmur.worklist.urls_notifications")),
    path("accounts/", include("grunnmur.core.login.urls")),
    path("api/v1/", api.urls),
    re_path("^api/", nothing_here),
]
if settings.IS_DEMO:
    urlpatterns.append(path("", include("grunnmur.portal.urls_demo")))
handler400 = "grunnmur.core.views.errors.bad_request"
handler500 = "grunnmur.core.views.errors.server_error"
