"""The addresses of the flow factory."""

from django.urls import path

from grunnmur.publishing.views import approvals, boards, factory, feedback, guides, items, lines, reading, versions

app_name = "publishing"
urlpatterns = [
    path("", factory.factory, name="factory"),
    path("method/", guides.guides, name="guides"),
    path("method/<slug:guide>/", guides.guide, name="guide"),
    path("revisions/", factory.revisions, name="revisions"),
    path("lines/new/", lines.new_line, name="new_line"),
    path("lines/<uuid:production_line_id>/", boards.board, name="board"),
    path("lines/<uuid:production_line_id>/settings/", lines.line_settings, name="line_settings"),
    path("lines/<uuid:production_line_id>/members/", lines.add_member, name="add_member"),
    path("lines/<uuid:production_line_id>/cards/", boards.add_card, name="add_card"),
    path("members/<uuid:member_id>/end/", lines.end_member, name="end_member"),
    path("cards/<uuid:card_id>/move/", boards.move_card, name="move_card"),
    path("cards/<uuid:card_id>/change/", boards.change_card, name="change_card"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("versions/<uuid:version_id>/", versions.version, name="version"),
    path("versions/<uuid:version_id>/submit/", versions.submit, name="submit"),
    path("versions/<uuid:version_id>/return/", versions.send_back, name="return"),
    path("versions/<uuid:version_id>/assure/", versions.assure, name="assure"),
    path("versions/<uuid:version_id>/approve/", versions.approve, name="approve"),
    path("versions/<uuid:version_id>/reject/", versions.reject, name="reject"),
    path("versions/<uuid:version_id>/correct/", versions.correct, name="correct"),
    path("versions/<uuid:version_id>/discard/", versions.discard, name="discard"),
    path("versions/<uuid:version_id>/restore/", versions.restore, name="restore"),
    path("versions/<uuid:version_id>/withdraw/", versions.withdraw, name="withdraw"),
    path("items/<str:code>/versions/", items.versions, name="versions"),
    path("items/<str:code>/start/", items.start, name="start"),
    path("items/<str:code>/confirm/", items.confirm, name="confirm_unchanged"),
    path("items/<str:code>/line/", items.place, name="place"),
    path("items/<str:code>/feedback/", feedback.feedback, name="feedback"),
    path("items/<str:code>/reading/", reading.reading_of, name="reading_of"),
    path("feedback/<uuid:feedback_id>/answer/", feedback.answer, name="answer"),
    path("reading/", reading.mine, name="reading"),
    path("reading/<uuid:duty_id>/", reading.read, name="read"),
]
