"""The addresses of access."""

from django.urls import include, path, re_path

from grunnmur.access.views import (
    matrix,
    mine,
    people,
    picture,
    resource_edit,
    resources,
    role_edit,
    roles,
    rules,
    team,
    team_matrix,
)
from grunnmur.access.views.audit import reads

app_name = "access"
urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("mine/reads/", reads.mine, name="my_reads"),
    path("audit/", include("grunnmur.access.urls_audit")),
    path("people/<uuid:person_id>/why/<uuid:permission_id>/", people.why, name="why"),
    path("people/<uuid:person_id>/", picture.person_access, name="person_access"),
    path("people/<uuid:person_id>/why/", picture.ask_why, name="ask_why"),
    path("people/<uuid:person_id>/give/", people.give, name="give"),
    path("people/<uuid:person_id>/roles/<uuid:role_id>/take-away/", people.take_away, name="take_away"),
    path("team/", team.team, name="team"),
    path("team/matrix/", team_matrix.matrix, name="team_matrix"),
    path("team/matrix.xlsx", team_matrix.export, name="team_matrix_export"),
    path("team/changes/", team.changes, name="team_changes"),
    re_path(r"^team\.(?P<form>csv|xlsx)$", team.export, name="team_export"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<uuid:role_id>/", roles.role, name="role"),
    path("roles/<uuid:role_id>/history/", roles.role_past, name="role_history"),
    path("roles/new/", role_edit.new, name="new_role"),
    path("roles/<uuid:role_id>/change/", role_edit.change, name="change_role"),
    path("roles/<uuid:role_id>/content/", role_edit.content, name="role_content"),
    path("roles/<uuid:role_id>/activate/", role_edit.activate, name="activate_role"),
    path("roles/<uuid:role_id>/retire/", role_edit.retire, name="retire_role"),
    path("roles/<uuid:role_id>/discard/", role_edit.discard, name="discard_role"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.new, name="new_rule"),
    path("rules/<uuid:rule_id>/", rules.rule, name="rule"),
    path("rules/<uuid:rule_id>/change/", rules.change, name="change_rule"),
    path("rules/<uuid:rule_id>/end/", rules.end, name="end_rule"),
    path("resources/", resources.resources, name="resources"),
    path("resources/<uuid:resource_id>/", resources.resource, name="resource"),
    path("resources/new/", resource_edit.new, name="new_resource"),
    path("resources/<uuid:resource_id>/change/", resource_edit.change, name="change_resource"),
    path("resources/<uuid:resource_id>/retire/", resource_edit.retire, name="retire_resource"),
    path("resources/<uuid:resource_id>/levels/new/", resource_edit.new_level, name="new_level"),
    path("resources/<uuid:resource_id>/levels/<uuid:permission_id>/", resource_edit.change_level, name="change_level"),
    path(
        "resources/<uuid:resource_id>/levels/<uuid:permission_id>/retire/",
        resource_edit.retire_level,
        name="retire_level",
    ),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/apply/", matrix.apply, name="matrix_apply"),
    re_path(r"^matrix\.(?P<form>csv|xlsx)$", matrix.export, name="matrix_export"),
]
