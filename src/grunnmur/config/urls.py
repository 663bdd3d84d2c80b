"""Every address of Grunnmur. Login is required unless a view says `@login_not_required`."""

from django.urls import URLPattern, URLResolver, include, path

from grunnmur.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("grunnmur.core.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
