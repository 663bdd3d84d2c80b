"""The addresses of the HR import, below organisation's own."""

from django.urls import path

from grunnmur.organisation.views import imports

urlpatterns = [
    path("", imports.runs, name="imports"),
    path("new/", imports.upload, name="import_upload"),
    path("samples/<str:name>", imports.sample, name="import_sample"),
    path("<uuid:run_id>/", imports.run, name="import"),
    path("<uuid:run_id>/plan/", imports.plan, name="import_plan"),
    path("<uuid:run_id>/apply/", imports.apply, name="import_apply"),
    path("<uuid:run_id>/release/", imports.release, name="import_release"),
    path("<uuid:run_id>/reject/", imports.reject, name="import_reject"),
    path("<uuid:run_id>/errors/", imports.errors, name="import_errors"),
]
