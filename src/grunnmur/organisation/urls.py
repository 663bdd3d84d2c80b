"""The addresses of organisation."""

from django.urls import include, path

from grunnmur.organisation.models import Leadership
from grunnmur.organisation.views import (
    appointments,
    chart,
    deputies,
    employments,
    functions,
    leaders,
    leaves,
    people,
    person_changes,
    unit_changes,
    units,
    work,
)

app_name = "organisation"
urlpatterns = [
    path("", units.tree, name="tree"),
    path("chart/", chart.chart, name="chart"),
    path("units/<uuid:unit_id>/", units.unit, name="unit"),
    path("units/new/", unit_changes.open_unit, name="open_unit"),
    path("units/<uuid:unit_id>/rename/", unit_changes.rename, name="rename_unit"),
    path("units/<uuid:unit_id>/move/", unit_changes.move, name="move_unit"),
    path("units/<uuid:unit_id>/close/", unit_changes.close, name="close_unit"),
    path("units/<uuid:unit_id>/leader/", leaders.set_leader, name="set_leader"),
    path("units/<uuid:unit_id>/acting/", leaders.set_acting, name="set_acting_leader"),
    path(
        "units/<uuid:unit_id>/leader/end/", leaders.vacate, {"kind": Leadership.Kind.LEADER.value}, name="vacate_leader"
    ),
    path("units/<uuid:unit_id>/acting/end/", leaders.vacate, {"kind": Leadership.Kind.ACTING.value}, name="end_acting"),
    path("vacancies/", leaders.vacancies, name="vacancies"),
    path("units/<uuid:unit_id>/history/", units.unit_history, name="unit_history"),
    path("people/", people.people, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/history/", people.person_history, name="person_history"),
    path("hire/", employments.hire, name="hire"),
    path("people/<uuid:person_id>/correct/", person_changes.correct, name="correct_person"),
    path("people/<uuid:person_id>/protect/", person_changes.protect, name="protect_person"),
    path("people/<uuid:person_id>/employments/new/", work.start, name="start_employment"),
    path("employments/<uuid:employment_id>/change/", work.change, name="change_employment"),
    path("employments/<uuid:employment_id>/extend/", work.extend, name="extend_employment"),
    path("employments/<uuid:employment_id>/cancel/", work.cancel, name="cancel_hire"),
    path("employments/<uuid:employment_id>/leaves/new/", leaves.register, name="register_leave"),
    path("leaves/<uuid:leave_id>/change/", leaves.change, name="change_leave"),
    path("leaves/<uuid:leave_id>/end/", leaves.end, name="end_leave"),
    path("leaves/<uuid:leave_id>/cancel/", leaves.cancel, name="cancel_leave"),
    path("employments/<uuid:employment_id>/end/", employments.end, name="end_employment"),
    path("people/<uuid:person_id>/deputies/new/", deputies.name, name="name_deputy"),
    path("deputies/<uuid:deputy_id>/end/", deputies.end, name="end_deputy"),
    path("functions/", functions.functions, name="functions"),
    path("functions/new/", functions.add, name="add_function"),
    path("functions/<uuid:function_id>/", functions.function, name="function"),
    path("functions/<uuid:function_id>/change/", functions.change, name="change_function"),
    path("appointments/new/", appointments.appoint, name="appoint"),
    path("appointments/<uuid:appointment_id>/end/", appointments.end, name="end_appointment"),
    path("appointments/<uuid:appointment_id>/cancel/", appointments.cancel, name="cancel_appointment"),
    path("imports/", include("grunnmur.organisation.urls_imports")),
]
