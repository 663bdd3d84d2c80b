"""The addresses of targets, below those of access."""

from django.urls import path, re_path

from grunnmur.access.views.targets import left, targets, work

urlpatterns = [
    path("", targets.targets, name="targets"),
    path("new/", targets.new, name="new_target"),
    path("left/", left.left, name="left"),
    re_path(r"^left\.(?P<form>csv|xlsx)$", left.left_export, name="left_export"),
    path("<uuid:target_id>/", targets.target, name="target"),
    path("<uuid:target_id>/change/", targets.change, name="change_target"),
    path("<uuid:target_id>/unmap/", targets.unmap, name="unmap_permission"),
    path("<uuid:target_id>/mode/", targets.set_mode, name="target_mode"),
    path("<uuid:target_id>/read/", targets.read, name="read_target"),
    path("<uuid:target_id>/test/", targets.test, name="test_target"),
    path("<uuid:target_id>/release/", targets.release, name="release_plan"),
    path("<uuid:target_id>/plan/", work.plan, name="target_plan"),
    path("<uuid:target_id>/changes/", work.changes, name="target_changes"),
    path("<uuid:target_id>/differences/", work.drift, name="target_drift"),
    re_path(
        r"^(?P<target_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/differences\.(?P<form>csv|xlsx)$",
        work.drift_export,
        name="target_drift_export",
    ),
]
