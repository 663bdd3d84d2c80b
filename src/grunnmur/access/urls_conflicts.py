"""The addresses of role conflicts."""

from django.urls import path, re_path

from grunnmur.access.views import conflicts
from grunnmur.access.views.requests import exceptions

urlpatterns = [
    path("", conflicts.conflicts, name="conflicts"),
    path("new/", conflicts.new_conflict, name="new_conflict"),
    re_path(r"^everyone\.(?P<form>csv|xlsx)$", conflicts.export, name="conflicts_export"),
    path("<uuid:conflict_id>/", conflicts.conflict, name="conflict"),
    path("<uuid:conflict_id>/change/", conflicts.change_conflict, name="change_conflict"),
    path("<uuid:conflict_id>/end/", conflicts.end_conflict, name="end_conflict"),
    path("<uuid:conflict_id>/people/<uuid:person_id>/exception/", conflicts.waive, name="waive_conflict"),
    path("<uuid:conflict_id>/people/<uuid:person_id>/ask/", exceptions.ask, name="ask_exception"),
    path("<uuid:conflict_id>/exceptions/<uuid:waiver_id>/end/", conflicts.end_waiver, name="end_waiver"),
]
