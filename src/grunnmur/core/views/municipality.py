"""Choosing a municipality where the host does not say it, its colours, and the reader's language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grunnmur.core.middleware import MUNICIPALITY_COOKIE, municipality_of
from grunnmur.core.models import LANGUAGES, Tenant
from grunnmur.core.users import choose_language

YEAR = 365 * 24 * 60 * 60


def safe_next(request: HttpRequest, given: str | None) -> str:
    """Return an address of ours to go on to, never somebody else's."""
    is_safe = url_has_allowed_host_and_scheme(given or "", {request.get_host()}, require_https=request.is_secure())
    return given if given and is_safe else "/"


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    """List the municipalities of this installation, and remember the one that is chosen."""
    if request.method == "POST":
        chosen = Tenant.objects.get(slug=request.POST.get("slug", ""))
        response = redirect(safe_next(request, request.POST.get("next")))
        secure = settings.SESSION_COOKIE_SECURE
        response.set_signed_cookie(
            MUNICIPALITY_COOKIE, chosen.slug, max_age=YEAR, httponly=True, samesite="Lax", secure=secure
        )
        return response
    context = {"municipalities": Tenant.objects.order_by("name"), "next": request.GET.get("next", "/")}
    return render(request, "core/choose_municipality.html", context)


@require_safe
@login_not_required
def tokens(request: HttpRequest) -> HttpResponse:
    """Give the municipality's colours as CSS custom properties."""
    css = render_to_string("core/tokens.css", {"municipality": municipality_of(request)})
    response = HttpResponse(css, content_type="text/css")
    response["Cache-Control"] = "private, max-age=300"
    response["Vary"] = "Host, Cookie"
    return response


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language: with the person if she is logged in, else on this device."""
    chosen = request.POST.get("language", "")
    response = redirect(safe_next(request, request.POST.get("next")))
    if chosen not in dict(LANGUAGES):
        return response
    if request.user.is_authenticated:
        choose_language(chosen, by=request.user)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
