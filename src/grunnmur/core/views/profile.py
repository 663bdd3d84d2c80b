"""One's own page: who one is here, where one is logged in, and the tokens one's programs use."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grunnmur.core import api_tokens
from grunnmur.core.clock import now
from grunnmur.core.forms import TokenForm
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref
from grunnmur.core.login import second_factor, sessions
from grunnmur.core.models import LANGUAGES
from grunnmur.core.panels import panels_for


@require_safe
def profile(request: Request) -> HttpResponse:
    """Show who one is here, and lead to what one may change."""
    context = {
        "languages": LANGUAGES,
        "has_second_factor": second_factor.has_second_factor(request.user),
        "must_set_up": second_factor.must_set_up(request.user),
        "has_password": request.user.has_usable_password(),
        "panels": panels_for(Ref("profile", request.user.pk), seen_by=request.user, request=request),
    }
    return page(request, "core/profile/profile.html", context)


def _way(here: str) -> list[dict[str, str]]:
    return [{"label": _("My page"), "url": reverse("profile")}, {"label": here, "url": ""}]


@require_safe
def own_sessions(request: Request) -> HttpResponse:
    """List where one is logged in."""
    found = sessions.own_sessions(request.user, this=request.session.session_key)
    context = {"sessions": found, "breadcrumbs": _way(_("Where I am logged in"))}
    return page(request, "core/profile/sessions.html", context)


@require_POST
def end_session(request: Request) -> HttpResponse:
    """Log out in one other place."""
    sessions.end_session(request.POST.get("session", ""), of=request.user)
    messages.success(request, _("That login is ended."))
    return redirect("sessions")


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Log out everywhere but here."""
    sessions.end_other_sessions(request.user, but=request.session.session_key)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """List one's tokens, and make one: its text is shown in this one answer, and never again."""
    form = TokenForm(request.POST or None)
    plain = ""
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        _token, plain = api_tokens.issue_token(by=request.user, **form.cleaned_data)
        form = TokenForm()
    elif request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "form": form,
        "plain": plain,
        "tokens": api_tokens.own_tokens(request.user),
        "now": now(),
        "breadcrumbs": _way(_("Tokens for programs")),
    }
    response = page(request, "core/profile/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke_token(request: Request, token_id: UUID) -> HttpResponse:
    """Make one of one's tokens useless at once."""
    token = api_tokens.revoke_token(token_id, by=request.user)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("tokens_of_mine")
