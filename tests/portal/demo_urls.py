"""The product's addresses as the demo command serves them."""

from django.http import HttpResponse
from django.urls import include, path

from grunnmur.config.urls import urlpatterns as product

urlpatterns = [
    path("who/", lambda request: HttpResponse(request.user.username)),
    path("", include("grunnmur.portal.urls_demo")),
    *product,
]
