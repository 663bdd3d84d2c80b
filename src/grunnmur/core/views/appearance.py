"""Light or dark: the choice is kept on the device, in a cookie."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from grunnmur.core.templatetags.ui import COLOUR_SCHEME_COOKIE, COLOUR_SCHEMES
from grunnmur.core.views.municipality import YEAR, safe_next


@require_POST
@login_not_required
def set_colour_scheme(request: HttpRequest) -> HttpResponse:
    """Remember auto, light or dark on this device, and go back to the page."""
    response = redirect(safe_next(request, request.POST.get("next")))
    chosen = request.POST.get("scheme", "")
    if chosen in COLOUR_SCHEMES:
        response.set_cookie(
            COLOUR_SCHEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
