"""The addresses of documents. A code is in capitals, so that it never is one of our own words."""

from django.urls import path, re_path

from grunnmur.documents.views import creating, drafts, files, library, reading, writing

app_name = "documents"
urlpatterns = [
    path("", library.documents, name="library"),
    re_path(r"^library\.(?P<form>csv|xlsx)$", files.table, name="table"),
    path("new/", creating.new, name="new"),
    path("drafts/<uuid:version_id>/", drafts.draft, name="draft"),
    path("drafts/<uuid:version_id>/edit/", writing.edit_draft, name="edit_draft"),
    path("drafts/<uuid:version_id>/preview/", writing.preview, name="preview"),
    path("drafts/<uuid:version_id>/facts/", drafts.facts, name="facts"),
    path("drafts/<uuid:version_id>/pointer/", drafts.pointer, name="pointer"),
    path("drafts/<uuid:version_id>/file/", drafts.new_file, name="new_file"),
    path("drafts/<uuid:version_id>/original/", files.draft_original, name="draft_original"),
    path("drafts/<uuid:version_id>/pictures/<uuid:picture_id>/", files.draft_picture, name="draft_picture"),
    path("<str:code>/", reading.document, name="document"),
    path("<str:code>/edit/", writing.edit, name="edit"),
    path("<str:code>/original/", files.original, name="original"),
    re_path(r"^(?P<code>[^/]+)/document\.(?P<form>pdf|docx|md)$", files.file, name="file"),
    path("<str:code>/pictures/<uuid:picture_id>/", files.picture, name="picture"),
    path("<str:code>/history/", reading.history, name="history"),
    path("<str:code>/readers/", reading.readers, name="readers"),
    path("<str:code>/compare/<str:older>/<str:newer>/", reading.compare, name="compare"),
]
