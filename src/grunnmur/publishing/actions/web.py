"""Keeping an eye on the addresses of the web that what is published leads to."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from grunnmur.core.clock import now, today
from grunnmur.core.web_addresses import Found, Reached, nothing_answers
from grunnmur.publishing.actions.telling import tell_of_broken_addresses
from grunnmur.publishing.models import WebAddress
from grunnmur.publishing.queries.web import addresses_due, items_by_address, valid_web_links

WEEK, DAY = timedelta(days=7), timedelta(days=1)
TIMES = 3  # days in a row, until an address counts as broken
MOST_AT_ONCE = 25  # other jobs have their turn in between
LONGEST = 2000  # bytes of an address: what an index of the database holds


@transaction.atomic
def gather_addresses() -> list[str]:
    """Note which addresses something valid leads to, forget the others, and return those to be asked today."""
    urls = {link.url for link in valid_web_links() if len(link.url.encode()) <= LONGEST}
    WebAddress.objects.exclude(url__in=urls).delete()
    WebAddress.objects.bulk_create(
        [WebAddress(url=url, next_date=today()) for url in sorted(urls)], ignore_conflicts=True
    )
    return addresses_due(on=today(), limit=MOST_AT_ONCE)


@transaction.atomic
def note_answers(found: Mapping[str, Reached]) -> bool:
    """Note what addresses said; tell the owners of what leads to those that are gone for the third day in a row.

    When several hosts were asked and none answered, nothing is held against any of them: the fault is ours. Returns
    whether more are to be asked today.
    """
    is_ours = nothing_answers(found)
    rows = list(WebAddress.objects.select_for_update().filter(url__in=found))
    for row in rows:
        _note(row, Reached(Found.UNKNOWN) if is_ours else found[row.url], on=today())
    columns = ["last_checked_at", "next_date", "failures", "reason", "status", "broken_date"]
    WebAddress.objects.bulk_update(rows, columns)
    leading = items_by_address(valid_web_links())
    broken = WebAddress.objects.filter(broken_date__isnull=False)
    tell_of_broken_addresses({row: leading.get(row.url, []) for row in broken})
    return bool(addresses_due(on=today(), limit=1))


def _note(row: WebAddress, reached: Reached, *, on: date) -> None:
    row.next_date = on + (DAY if reached.found in {Found.GONE, Found.UNKNOWN} else WEEK)
    if reached.found is Found.UNKNOWN:
        return
    row.last_checked_at = None if reached.found is Found.REFUSED else now()
    row.status = reached.status or None
    is_gone = reached.found is Found.GONE
    row.failures = row.failures + 1 if is_gone else 0
    row.reason = str(reached.reason) if is_gone else ""
    if not is_gone:
        row.broken_date = None
    elif row.failures >= TIMES:
        row.broken_date = row.broken_date or on
