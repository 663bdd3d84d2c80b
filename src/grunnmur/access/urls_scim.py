"""The address of SCIM; what comes after it is the protocol's."""

from django.urls import re_path

from grunnmur.access.scim.views import scim

app_name = "scim"
urlpatterns = [re_path(r"^(?P<path>(?:/.*)?)$", scim, name="root")]
