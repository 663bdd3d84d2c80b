"""Addresses of change cases, below /map/. Their list stands in the place of the list of their type."""

from django.urls import path

from grunnmur.landscape.views.changes import cases, flow, report, steps

urlpatterns = [
    path("types/change/", cases.cases, name="change_cases"),
    path("changes/new/", cases.new, name="change_new"),
    path("changes/<uuid:case_id>/", cases.change_case, name="change_case"),
    path("changes/<uuid:case_id>/describe/", cases.describe, name="change_describe"),
    path("changes/<uuid:case_id>/history/", cases.change_history, name="change_history"),
    path("changes/<uuid:case_id>/report/", report.report, name="change_report"),
    path("changes/<uuid:case_id>/report.pdf", report.report_file, {"file_format": "pdf"}, name="change_report_pdf"),
    path("changes/<uuid:case_id>/report.docx", report.report_file, {"file_format": "docx"}, name="change_report_docx"),
    path("changes/<uuid:case_id>/opinions/", flow.opinions, name="change_opinions"),
    path("changes/<uuid:case_id>/steps/<str:operation>/", steps.plan, name="change_step"),
    path("changes/<uuid:case_id>/send/", flow.send, name="change_send"),
    path("changes/<uuid:case_id>/take-back/", flow.take_back, name="change_take_back"),
    path("changes/<uuid:case_id>/decide/", flow.decide, name="change_decide"),
    path("changes/<uuid:case_id>/apply/", flow.apply, name="change_apply"),
    path("changes/<uuid:case_id>/drop/", flow.drop, name="change_drop"),
    path("changes/steps/<uuid:step_id>/move/", steps.move, name="change_step_move"),
    path("changes/steps/<uuid:step_id>/remove/", steps.remove, name="change_step_remove"),
    path("changes/steps/<uuid:step_id>/confirm/", steps.confirm, name="change_step_confirm"),
    path("changes/opinions/<uuid:statement_id>/", flow.opinion, name="change_opinion"),
]
