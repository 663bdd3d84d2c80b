"""The copy of the library that lies on a disk."""

from django.conf import settings

from grunnmur.processes.models import LibraryBundle


def last_bundle() -> LibraryBundle | None:
    """Return when the copy for outages was last written, if the operator keeps one. One statement at most."""
    return LibraryBundle.objects.first() if settings.BUNDLE_FOLDER else None
