"""How long the files of imports are kept."""

from datetime import date, timedelta

from grunnmur.core.imports.importer import Importer
from grunnmur.core.models import ImportRun

KEPT_DAYS = 90


def forget_old_files(importer: Importer, *, on: date) -> int:
    """Empty the kept files that are older than 90 days on this day; return how many. Plans and findings stay."""
    first_kept = on - timedelta(days=KEPT_DAYS)
    rows = ImportRun.objects.filter(kind=importer.kind, uploaded_at__date__lt=first_kept, content__isnull=False)
    return rows.update(content=None)
