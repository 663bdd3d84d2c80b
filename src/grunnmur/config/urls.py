"""Every address of Grunnmur. Login is required unless a view says otherwise (`core.public`)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
]
