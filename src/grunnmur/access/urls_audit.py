"""The addresses of the audit, below access' own."""

from django.urls import path, re_path

from grunnmur.access.views.audit import accesses, reads

urlpatterns = [
    path("", accesses.on_a_day, name="audit"),
    path("changes/", accesses.changes, name="audit_changes"),
    path("people/<uuid:person_id>/why/<uuid:permission_id>/", accesses.explanation, name="audit_why"),
    re_path(r"^day\.(?P<form>csv|xlsx|pdf)$", accesses.export, name="audit_export"),
    re_path(r"^changes\.(?P<form>csv|xlsx|pdf)$", accesses.export_changes, name="audit_changes_export"),
    path("reads/", reads.reads, name="audit_reads"),
    re_path(r"^reads\.(?P<form>csv|xlsx|pdf)$", reads.export, name="audit_reads_export"),
    path("exports/", reads.exports, name="audit_exports"),
]
