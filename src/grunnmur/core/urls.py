"""The addresses of core."""

from django.urls import path

from grunnmur.core.views import appearance, files, health, municipality, ui

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("municipality/", municipality.choose, name="choose_municipality"),
    path("tokens.css", municipality.tokens, name="tokens"),
    path("files/<uuid:file_id>/", files.download, name="file"),
    path("ui/", ui.ui, name="ui"),
    path("colours/", appearance.set_colour_scheme, name="set_colour_scheme"),
    path("language/", municipality.language, name="language"),
]
