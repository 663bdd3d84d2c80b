"""The addresses of worklist; `notifications/` itself stands in config, where the frame looks for it."""

from django.urls import path

from grunnmur.worklist.views import notifications, preferences, tasks, team

app_name = "worklist"
urlpatterns = [
    path("", tasks.my_tasks, name="my_tasks"),
    path("team/", team.team_tasks, name="team_tasks"),
    path("team/tasks.csv", team.team_file, {"file_format": "csv"}, name="team_csv"),
    path("team/tasks.xlsx", team.team_file, {"file_format": "xlsx"}, name="team_xlsx"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/claim/", tasks.claim, name="claim_task"),
    path("tasks/<uuid:task_id>/hand-back/", tasks.hand_back, name="hand_back_task"),
    path("tasks/<uuid:task_id>/assign/", team.assign, name="assign_task"),
    path("tasks/<uuid:task_id>/due-date/", team.move, name="move_due_date"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("notifications/<uuid:notification_id>/read/", notifications.read, name="read_notification"),
    path("notifications/read/", notifications.read_all, name="read_all_notifications"),
]
