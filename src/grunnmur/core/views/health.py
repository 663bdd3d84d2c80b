"""Is it up, is it ready? For load balancers; no login, no municipality, nothing told about the inside."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from grunnmur.core.models import Tenant


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django calls views with the request
    """Answer that this process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the same
    """Answer 200 when the database answers and is migrated, else 503."""
    try:
        Tenant.objects.exists()
    except DatabaseError:
        connection.close()
        return HttpResponse("database\n", status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
