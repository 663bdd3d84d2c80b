"""Addresses of the web that what is published leads to: which, and whether they answer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_noop

from grunnmur.publishing.models import Item, Version, WebAddress
from grunnmur.publishing.rules import GateResult, Level, WebLink, all_kinds, kind_named

BROKEN = gettext_noop("The link “%(label)s” leads to an address that does not answer: %(url)s")


def valid_web_links() -> list[WebLink]:
    """Return every address of the web that a valid version leads to. One statement a kind."""
    return [link for kind in all_kinds() if kind.web_links for link in kind.web_links(None)]


def addresses_due(*, on: date, limit: int) -> list[str]:
    """Return the addresses to be asked on a day, those that have waited longest first. One statement."""
    rows = WebAddress.objects.filter(next_date__lte=on).order_by("next_date", "url")
    return list(rows.values_list("url", flat=True)[:limit])


def web_states(urls: Collection[str]) -> Mapping[str, WebAddress]:
    """Return what is known of these addresses, by address; those never asked left out. One statement, none for none."""
    if not urls:
        return {}
    return {row.url: row for row in WebAddress.objects.filter(url__in=urls, last_checked_at__isnull=False)}


def items_by_address(links: Sequence[WebLink]) -> dict[str, list[Item]]:
    """Return the items that lead to each address, by code. One statement."""
    items = {item.pk: item for item in Item.objects.filter(pk__in={link.item_id for link in links})}
    found: dict[str, dict[str, Item]] = {}
    for link in links:
        item = items[link.item_id]
        found.setdefault(link.url, {})[item.code] = item
    return {url: [some[code] for code in sorted(some)] for url, some in found.items()}


def web_results(version: Version) -> list[GateResult]:
    """Warn of each address in a version that is known to be broken; nothing is asked now. Two statements and more.

    It does not stop a version: who answers for the address is somebody else, and it may answer again tomorrow.
    """
    web_links = kind_named(version.item.kind).web_links
    links = web_links(version.pk) if web_links else ()
    states = web_states({link.url for link in links})
    return [
        GateResult(
            key="web_link",
            level=Level.WARNING,
            message=BROKEN,
            params={"label": link.label or link.url, "url": link.url},
            anchor=link.url,
            mend_url=link.mend_url,
        )
        for link in links
        if link.url in states and states[link.url].broken_date
    ]
