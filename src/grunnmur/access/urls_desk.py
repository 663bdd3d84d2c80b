"""The addresses of the desk."""

from django.urls import path

from grunnmur.access.views import desk

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/roles/", desk.roles, name="desk_roles"),
    path("desk/<uuid:visit_id>/end/", desk.end, name="end_desk_visit"),
]
