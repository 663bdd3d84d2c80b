from django.db import migrations

from grunnmur.core.sql import install


class Migration(migrations.Migration):
    """What writes a name or a search entry is planned once. Taken back, the functions stay: they answer the same."""

    dependencies = [
        ("core", "0008_search_keys"),
    ]

    operations = [install("nordic_key_2.sql", undo=""), install("search_3.sql", undo="")]
