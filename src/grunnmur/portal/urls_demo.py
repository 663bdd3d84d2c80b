"""The addresses of the demo's role picker; config includes them only when the demo command started the server."""

from django.urls import path

from grunnmur.portal.views import demo

urlpatterns = [
    path("demo/", demo.pick, name="demo"),
    path("demo-enter/", demo.enter, name="demo_enter"),
]
