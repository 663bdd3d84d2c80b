"""The legal pairs in the database are those of the catalogue."""

from django.conf import settings

from grunnmur.landscape.catalogue import PAIRS
from grunnmur.landscape.models import KindPair


def keep_pairs(**_options: object) -> None:
    """Add what the catalogue has more, and remove what it has no longer; connected to `post_migrate`.

    Raises IntegrityError when a relation still uses a pair that is removed: end it first.
    """
    if settings.DATABASE_ROLE != "owner":
        return
    there = {(row.kind, row.src_type, row.dst_type): row.pk for row in KindPair.objects.all()}
    KindPair.objects.bulk_create(
        KindPair(kind=kind, src_type=src, dst_type=dst) for kind, src, dst in sorted(PAIRS - there.keys())
    )
    KindPair.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in PAIRS]).delete()
