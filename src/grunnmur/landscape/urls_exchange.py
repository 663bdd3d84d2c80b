"""Addresses of what comes to the map as a file, and leaves it as one, below /map/."""

from django.urls import path

from grunnmur.landscape.views import exports, imports

RUN = "imports/<uuid:run_id>"

urlpatterns = [
    path("export/", exports.export, name="export"),
    path("imports/", imports.runs, name="imports"),
    path("imports/new/", imports.upload, name="import_upload"),
    path("imports/samples/<str:name>", imports.sample, name="import_sample"),
    path(f"{RUN}/", imports.run, name="import"),
    path(f"{RUN}/plan/", imports.plan, name="import_plan"),
    path(f"{RUN}/rows/", imports.leave_out, name="import_rows"),
    path(f"{RUN}/missing/", imports.missing, name="import_missing"),
    path(f"{RUN}/apply/", imports.apply, name="import_apply"),
    path(f"{RUN}/release/", imports.release, name="import_release"),
    path(f"{RUN}/reject/", imports.reject, name="import_reject"),
    path(f"{RUN}/errors/", imports.errors, name="import_errors"),
]
