"""The addresses of the portal."""

from django.urls import path

from grunnmur.portal.views import search, start

urlpatterns = [
    path("", start.start, name="start"),
    path("search/", search.search, name="search"),
]
