"""Addresses of the map's own types, below /map/: what is known of each beside what every element has."""

from django.urls import path

from grunnmur.landscape.rules.details import DETAILS
from grunnmur.landscape.views import details

urlpatterns = [
    *(path(f"new/{kind}/", details.add, {"element_type": kind}, name=f"{kind}_add") for kind in DETAILS),
    *(
        path(
            f"elements/<uuid:element_id>/{kind.replace('_', '-')}/",
            details.details,
            {"element_type": kind},
            name=f"{kind}_details",
        )
        for kind in DETAILS
    ),
]
