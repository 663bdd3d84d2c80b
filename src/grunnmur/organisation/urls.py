"""The addresses of organisation."""

from django.urls import include, path

from grunnmur.organisation.views import employments, people, units

app_name = "organisation"
urlpatterns = [
    path("", units.tree, name="tree"),
    path("units/<uuid:unit_id>/", units.unit, name="unit"),
    path("units/<uuid:unit_id>/history/", units.unit_history, name="unit_history"),
    path("people/", people.people, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/history/", people.person_history, name="person_history"),
    path("hire/", employments.hire, name="hire"),
    path("employments/<uuid:employment_id>/end/", employments.end, name="end_employment"),
    path("imports/", include("grunnmur.organisation.urls_imports")),
]
