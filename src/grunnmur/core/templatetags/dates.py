"""Dates and times in the reader's language and the municipality's zone."""

from datetime import date, datetime
from typing import Literal

from babel.dates import format_date, format_datetime
from django import template
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

Length = Literal["full", "long", "medium", "short"]


def language() -> str:
    """Return the locale dates are written in; English as in Europe, the day first."""
    code = (translation.get_language() or "nb")[:2]
    return "en_GB" if code == "en" else code


def here(value: datetime) -> datetime:
    """Return an aware time in the zone of the request; a naive one stands as it is."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def local_date(value: date | None, length: Length = "long") -> str:
    """Write a day: 3. mai 2026. length: full (with weekday), long, medium (3. mai 2026), short (03.05.2026)."""
    if value is None:
        return ""
    day = here(value).date() if isinstance(value, datetime) else value
    return format_date(day, format=length, locale=language())


@register.filter
def local_datetime(value: datetime | None, length: Length = "medium") -> str:
    """Write a moment to the minute: 3. mai 2026, 09:12."""
    if value is None:
        return ""
    moment = here(value)
    clock = format_datetime(moment, "HH:mm", locale=language())
    return f"{local_date(moment, length)}, {clock}"


@register.filter
def moment(value: date | None, length: Length = "medium") -> SafeString:
    """Write a day or a moment as <time>, readable by people and machines."""
    if value is None:
        return SafeString("")
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), local_date(value, length))
    exact = here(value).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', exact, local_datetime(value, length))
