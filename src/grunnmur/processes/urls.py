"""The addresses of processes. A code is in capitals, so that it never is one of our own words."""

from django.urls import path, re_path

from grunnmur.processes.views import (
    bringing,
    columns,
    drafts,
    editor,
    files,
    library,
    many,
    proposals,
    reading,
    role_register,
    roles,
    versions,
)

app_name = "processes"
urlpatterns = [
    path("", library.processes, name="library"),
    path("new/", bringing.new, name="new"),
    path("new/drawing/", bringing.upload_drawing, name="upload_drawing"),
    path("new/drawings/", many.many, name="many"),
    path("new/checklist/", bringing.upload_checklist, name="upload_checklist"),
    path("new/blank/", editor.blank, name="blank"),
    path("proposals/<uuid:proposal_id>/", proposals.review, name="proposal"),
    path("proposals/<uuid:proposal_id>/columns/", columns.columns, name="proposal_columns"),
    path("proposals/<uuid:proposal_id>/accept/", proposals.accept, name="accept_proposal"),
    path("proposals/<uuid:proposal_id>/drop/", proposals.drop, name="drop_proposal"),
    path("roles/", roles.process_roles, name="roles"),
    path("roles/<uuid:process_role_id>/", roles.process_role, name="role"),
    path("roles/<uuid:process_role_id>/merge/", role_register.merge, name="merge_role"),
    path("roles/<uuid:process_role_id>/retire/", role_register.retire, name="retire_role"),
    path("roles/<uuid:process_role_id>/restore/", role_register.restore, name="restore_role"),
    path("drafts/<uuid:version_id>/", drafts.draft, name="draft"),
    path("drafts/<uuid:version_id>/edit/", editor.editor, name="edit_draft"),
    path("drafts/<uuid:version_id>/edit/drawing/", editor.drawing, name="draft_drawing"),
    path("drafts/<uuid:version_id>/edit/present/", editor.present, name="present_in_draft"),
    path("drafts/<uuid:version_id>/file/", versions.new_draft, name="new_draft"),
    path("drafts/<uuid:version_id>/lanes/", bringing.draft_lanes, name="draft_lanes"),
    path("<str:code>/", reading.process, name="process"),
    path("<str:code>/edit/", editor.edit, name="edit"),
    path("<str:code>/huki/", reading.huki, name="huki"),
    path("<str:code>/history/", reading.history, name="history"),
    path("<str:code>/drawing.svg", reading.drawing, name="drawing"),
    re_path(r"^(?P<code>[^/]+)/process\.(?P<form>pdf|docx|xlsx|bpmn)$", files.file, name="file"),
    path("<str:code>/lanes/", bringing.lanes, name="lanes"),
    path("<str:code>/new-version/", versions.new_version, name="new_version"),
    path("<str:code>/compare/<str:older>/<str:newer>/", versions.compare, name="compare"),
]
