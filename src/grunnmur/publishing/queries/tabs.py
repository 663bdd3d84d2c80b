"""The tabs an item has beside those of its content."""

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.publishing.models import Item


def tabs_of(item: Item, *, current: str = "") -> list[dict[str, object]]:
    """Return the tabs about an item's versions, feedback, reading and use, for pages of the domain of its content."""
    names = {
        "versions": _("Versions"),
        "compare_item": _("Compare"),
        "feedback": _("Feedback"),
        "reading_of": _("Reading"),
        "used": _("Where used"),
    }
    return [
        {"label": label, "url": reverse(f"publishing:{name}", args=[item.code]), "is_current": name == current}
        for name, label in names.items()
    ]
