from django.db import migrations

from grunnmur.core.sql import install


class Migration(migrations.Migration):
    """The keys of a search entry are looked up one by one. Taken back, the function stays: it answers the same."""

    dependencies = [
        ("core", "0007_reads_in_order_of_time"),
    ]

    operations = [install("search_2.sql", undo="")]
