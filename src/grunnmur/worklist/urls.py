"""The addresses of worklist; `notifications/` itself stands in config, where the frame looks for it."""

from django.urls import path

from grunnmur.worklist.views import mine, notifications, preferences, tasks, team, wheel, wheel_report

app_name = "worklist"
urlpatterns = [
    path("", mine.my_tasks, name="my_tasks"),
    path("team/", team.team_tasks, name="team_tasks"),
    path("team/tasks.csv", team.team_file, {"file_format": "csv"}, name="team_csv"),
    path("team/tasks.xlsx", team.team_file, {"file_format": "xlsx"}, name="team_xlsx"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/claim/", tasks.claim, name="claim_task"),
    path("tasks/<uuid:task_id>/hand-back/", tasks.hand_back, name="hand_back_task"),
    path("tasks/<uuid:task_id>/assign/", team.assign, name="assign_task"),
    path("tasks/<uuid:task_id>/due-date/", team.move, name="move_due_date"),
    path("wheel/", wheel.wheel, name="wheel"),
    path("wheel/new/", wheel.wheel_new, name="wheel_new"),
    path("wheel/report/", wheel_report.wheel_report, name="wheel_report"),
    path("wheel/report/done.csv", wheel_report.wheel_report_file, {"file_format": "csv"}, name="wheel_report_csv"),
    path("wheel/report/done.xlsx", wheel_report.wheel_report_file, {"file_format": "xlsx"}, name="wheel_report_xlsx"),
    path("wheel/<uuid:entry_id>/", wheel.wheel_entry, name="wheel_entry"),
    path("wheel/<uuid:entry_id>/change/", wheel.wheel_change, name="wheel_change"),
    path("wheel/<uuid:entry_id>/end/", wheel.wheel_end, name="wheel_end"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("notifications/<uuid:notification_id>/read/", notifications.read, name="read_notification"),
    path("notifications/read/", notifications.read_all, name="read_all_notifications"),
]
