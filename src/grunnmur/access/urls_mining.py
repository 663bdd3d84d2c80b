"""The addresses of starting from what is, below access' own."""

from django.urls import path

from grunnmur.access.views.mining import imports, matching, proposals

app_name = "mining"
urlpatterns = [
    path("", proposals.home, name="home"),
    path("imports/", imports.runs, name="imports"),
    path("imports/new/", imports.upload, name="upload"),
    path("imports/sample.csv", imports.sample, name="sample"),
    path("imports/<uuid:run_id>/", imports.run, name="import"),
    path("imports/<uuid:run_id>/plan/", imports.plan, name="import_plan"),
    path("imports/<uuid:run_id>/apply/", imports.apply, name="import_apply"),
    path("imports/<uuid:run_id>/release/", imports.release, name="import_release"),
    path("imports/<uuid:run_id>/reject/", imports.reject, name="import_reject"),
    path("imports/<uuid:run_id>/errors/", imports.errors, name="import_errors"),
    path("clients/<uuid:client_id>/", proposals.observe_client, name="observe_client"),
    path("people/", matching.people, name="people"),
    path("people/<uuid:observed_person_id>/", matching.person, name="match_person"),
    path("things/", matching.things, name="things"),
    path("things/<uuid:observed_thing_id>/", matching.thing, name="match_thing"),
    path("proposals/", proposals.listed, name="proposals"),
    path("proposals/one/", proposals.one, name="proposal"),
    path("proposals/all/", proposals.accept_all, name="accept_all"),
    path("rest/", proposals.rest, name="rest"),
]
