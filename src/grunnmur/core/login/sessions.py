"""Logins in progress: how long they last, what one sees of one's own, and how they are ended."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.models import Session, User

BEGAN, SEEN, DEVICE = "began_at", "seen_at", "device"
ABSOLUTE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
NOTE_EVERY = timedelta(minutes=5)  # a page view costs no write of the session more often than this
# What browsers call themselves, the most particular first: several claim to be the ones below them.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Mac OS X", "macOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True)
class OwnSession:
    """One login of one's own. `id` names it without being the key that opens it."""

    id: str
    began_at: datetime
    seen_at: datetime
    device: str
    is_this: bool


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End logins that are too old or were too long unused; note the others' use. A middleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not hasattr(request, "tenant"):
            return get_response(request)  # no session is seen outside a municipality; asking would forget it
        if is_over(request.session):
            logout(request)
        response = get_response(request)
        note_use(request)
        return response

    return middleware


def is_over(session: SessionBase) -> bool:
    """Tell whether a login has lasted too long, or was too long unused."""
    if SESSION_KEY not in session or BEGAN not in session:
        return False
    return now() > _time(session[BEGAN]) + ABSOLUTE or now() > _time(session[SEEN]) + IDLE


def note_use(request: HttpRequest) -> None:
    """Write when the login began, and every five minutes that it is used."""
    session = request.session
    if SESSION_KEY not in session:
        return
    if BEGAN not in session:
        session[BEGAN] = now().isoformat()
        session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    if SEEN not in session or now() >= _time(session[SEEN]) + NOTE_EVERY:
        session[SEEN] = now().isoformat()


def device_of(user_agent: str) -> str:
    """Return browser and system in two words, as far as the browser tells; a person knows her own device by them."""
    words = (next((name for mark, name in kinds if mark in user_agent), "") for kinds in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, words)) or _("Unknown device")


def own_sessions(of: User, *, this: str | None) -> list[OwnSession]:
    """Return the person's living logins, the last used first. `this`: the key of the one she asks from."""
    rows = Session.objects.filter(user_id=of.pk, expire_date__gt=now())
    found = ((row.session_key, row.get_decoded()) for row in rows)
    living = [_own(key, content, this) for key, content in found if BEGAN in content]
    return sorted(living, key=lambda one: one.seen_at, reverse=True)


def _own(key: str, content: dict[str, Any], this: str | None) -> OwnSession:  # Any: sessions hold what they hold
    times = _time(content[BEGAN]), _time(content.get(SEEN, content[BEGAN]))
    return OwnSession(_name(key), *times, content.get(DEVICE, ""), is_this=key == this)


def end_session(name: str, *, of: User) -> None:
    """End one of the person's own logins at once; nothing happens if it is over already."""
    for row in Session.objects.filter(user_id=of.pk):
        if _name(row.session_key) == name:
            row.delete()


def end_other_sessions(of: User, *, but: str | None) -> int:
    """End all of the person's logins but the one she asks from; returns how many rows that were."""
    deleted, _kinds = Session.objects.filter(user_id=of.pk).exclude(session_key=but or "").delete()
    return deleted


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _name(key: str) -> str:
    """Name a session on a page: whoever reads the page cannot become the one who is logged in."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]
