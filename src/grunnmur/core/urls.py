"""The addresses of core."""

from django.urls import path

from grunnmur.core.views import appearance, files, health, municipality, profile, ui

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("municipality/", municipality.choose, name="choose_municipality"),
    path("tokens.css", municipality.tokens, name="tokens"),
    path("files/<uuid:file_id>/", files.download, name="file"),
    path("ui/", ui.ui, name="ui"),
    path("colours/", appearance.set_colour_scheme, name="set_colour_scheme"),
    path("profile/", profile.profile, name="profile"),
    path("profile/sessions/", profile.own_sessions, name="sessions"),
    path("profile/sessions/end/", profile.end_session, name="end_session"),
    path("profile/sessions/end-others/", profile.end_other_sessions, name="end_other_sessions"),
    path("profile/tokens/", profile.tokens, name="tokens_of_mine"),
    path("profile/tokens/<uuid:token_id>/revoke/", profile.revoke_token, name="revoke_token"),
    path("language/", municipality.language, name="language"),
]
