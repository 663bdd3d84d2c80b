"""The address of the notifications, which every page's bell leads to."""

from django.urls import path

from grunnmur.worklist.views.notifications import notifications

urlpatterns = [path("", notifications, name="notifications")]
