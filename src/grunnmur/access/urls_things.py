"""The addresses of things that are out."""

from django.urls import path, re_path

from grunnmur.access.views import things

urlpatterns = [
    path("", things.listed, name="things"),
    re_path(r"^things\.(?P<form>csv|xlsx)$", things.export, name="things_export"),
    path("<uuid:thing_id>/", things.one, name="thing"),
    path("<uuid:thing_id>/return/", things.take_back, name="return_thing"),
    path("<uuid:thing_id>/lost/", things.lost, name="lost_thing"),
    path("<uuid:thing_id>/found/", things.found, name="found_thing"),
    path("people/<uuid:person_id>/", things.hand_out, name="hand_out"),
]
