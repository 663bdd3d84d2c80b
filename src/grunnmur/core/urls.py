"""The addresses of core."""

from django.urls import path

from grunnmur.core.views import files, health, municipality

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("municipality/", municipality.choose, name="choose_municipality"),
    path("tokens.css", municipality.tokens, name="tokens"),
    path("files/<uuid:file_id>/", files.download, name="file"),
    path("language/", municipality.language, name="language"),
]
