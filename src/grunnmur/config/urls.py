"""Every address of Grunnmur. Login is required unless a view says `@login_not_required`."""

from django.urls import URLPattern, URLResolver, include, path

from grunnmur.config.api import api
from grunnmur.worklist.views.notifications import notifications

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("grunnmur.core.urls")),
    path("organisation/", include("grunnmur.organisation.urls")),
    path("work/", include("grunnmur.worklist.urls")),
    path("notifications/", notifications, name="notifications"),
    path("accounts/", include("grunnmur.core.login.urls")),
    path("api/v1/", api.urls),
]
