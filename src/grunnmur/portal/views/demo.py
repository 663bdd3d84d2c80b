"""Logging in as one of the demo's people, without a password.

Three locks, any of which is enough: the demo command must have started the server, the request must come from this
machine with no proxy between, and it must be addressed to this machine.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from grunnmur.core.middleware import MUNICIPALITY_COOKIE
from grunnmur.core.models import User
from grunnmur.portal.queries import demo

LOCAL_HOSTS = {"localhost", "127.0.0.1"}
PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via")


class TemporaryRedirectOfPost(HttpResponseRedirect):
    """Send the browser on with the same form."""

    status_code = HTTPStatus.TEMPORARY_REDIRECT


def is_at_this_machine(request: HttpRequest) -> bool:
    """Tell whether browser and server are on one machine, and nothing passes requests on between them."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    is_direct = not any(name in request.headers for name in PROXY_HEADERS)
    return host in LOCAL_HOSTS and is_direct and ip_address(request.META["REMOTE_ADDR"]).is_loopback


def only_in_the_demo(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a view not exist anywhere but in the demo on one's own machine."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.IS_DEMO or not is_at_this_machine(request):
            raise Http404
        return view(request)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@only_in_the_demo
def pick(request: HttpRequest) -> HttpResponse:
    """Show the people of the demo; on a choice, go to her municipality with it."""
    players = demo.players()
    if request.method != "POST":
        return render(request, "portal/demo.html", {"players": players})
    chosen = next((one for one in players if one.username == request.POST.get("username")), None)
    if chosen is None:
        raise Http404
    response = TemporaryRedirectOfPost(reverse("demo_enter"))
    response.set_signed_cookie(MUNICIPALITY_COOKIE, chosen.municipality.slug, httponly=True, samesite="Lax")
    return response


@require_POST
@login_not_required
@only_in_the_demo
def enter(request: HttpRequest) -> HttpResponse:
    """Log in as the chosen one, in the municipality the request is in now."""
    username = request.POST.get("username", "")
    if username not in {part.username for part in demo.PARTS}:
        raise Http404
    user = User.objects.get(username=username)
    logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("/")
