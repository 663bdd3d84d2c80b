"""What I was told."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.worklist import actions, queries
from grunnmur.worklist.views.shown import shown_notifications

MOST = 100  # the latest; older ones are done with


def notifications(request: Request) -> HttpResponse:
    """Show the latest notifications, those not read marked."""
    rows = list(queries.notifications(seen_by=request.user)[:MOST])
    context = {
        "told": shown_notifications(rows, seen_by=request.user),
        "has_unread": any(row.read_at is None for row in rows),
    }
    return page(request, "worklist/notifications.html", context)


@require_POST
def read(request: Request, notification_id: UUID) -> HttpResponse:
    """Mark one as read, and go to what it is about."""
    row = actions.mark_read(notification_id, by=request.user)
    (shown,) = shown_notifications([row], seen_by=request.user)
    return redirect(shown.subject.url if shown.subject else "notifications")


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark all as read."""
    actions.mark_all_read(by=request.user)
    return redirect("notifications")
