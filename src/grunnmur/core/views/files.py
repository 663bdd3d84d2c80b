"""Downloading a file: whoever may open what it belongs to."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from grunnmur.core.files import store
from grunnmur.core.http import Request


@require_safe
def download(request: Request, file_id: UUID) -> HttpResponse:
    """Send the file as an attachment that no browser runs."""
    row = store.find(file_id, seen_by=request.user)
    response = HttpResponse(store.read(row), content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
