from django.db import migrations

from grunnmur.core.sql import install


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_foundation'),
    ]

    operations = [
        install("nordic_key_1.sql", undo="DROP FUNCTION nordic_key(text, boolean);"),
    ]
