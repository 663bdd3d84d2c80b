"""Let the database fill columns that came later, also where they came before they had a default there."""

from django.db import migrations

SET = """
    ALTER TABLE processes_process ALTER COLUMN customer SET DEFAULT '';
    ALTER TABLE processes_processevent ALTER COLUMN customer SET DEFAULT '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('processes', '0010_bundles'),
    ]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
