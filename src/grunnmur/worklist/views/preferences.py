"""What I am told by mail, and how soon."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grunnmur.core import mail
from grunnmur.core.http import Request, page
from grunnmur.worklist import actions, queries
from grunnmur.worklist.forms.preferences import PreferencesForm


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    """Show and take how soon I want to be mailed of each kind of thing."""
    current = queries.preferences(seen_by=request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, current=current)
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(form.chosen(), by=request.user)
        messages.success(request, _("Your choices are saved."))
        return redirect("worklist:preferences")
    context = {
        "form": form,
        "is_mailed": mail.is_configured(),
        "breadcrumbs": [
            {"label": _("My page"), "url": reverse("profile")},
            {"label": _("What you are told by mail")},
        ],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page(request, "worklist/preferences.html", context, status=status)
