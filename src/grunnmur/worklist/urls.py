"""The addresses of worklist; `notifications/` itself stands in config, where the frame looks for it."""

from django.urls import path

from grunnmur.worklist.views import notifications, tasks

app_name = "worklist"
urlpatterns = [
    path("", tasks.my_tasks, name="my_tasks"),
    path("team/", tasks.team_tasks, name="team_tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/claim/", tasks.claim, name="claim_task"),
    path("tasks/<uuid:task_id>/hand-back/", tasks.hand_back, name="hand_back_task"),
    path("notifications/<uuid:notification_id>/read/", notifications.read, name="read_notification"),
    path("notifications/read/", notifications.read_all, name="read_all_notifications"),
]
