"""The address of SCIM, after which all is the protocol's; and those of the pages about who may call it."""

from django.urls import path, re_path

from grunnmur.access.scim.views import scim
from grunnmur.access.views import scim as pages

app_name = "scim"
urlpatterns = [re_path(r"^(?P<path>(?:/.*)?)$", scim, name="root")]
systems = (
    [
        path("", pages.clients, name="clients"),
        path("<uuid:client_id>/", pages.client, name="client"),
        path("<uuid:client_id>/token/", pages.renew, name="renew"),
        path("<uuid:client_id>/revoke/", pages.revoke, name="revoke"),
        path("<uuid:client_id>/release/", pages.release, name="release"),
    ],
    "systems",
)
