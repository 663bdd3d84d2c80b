"""Let the database fill columns that came later, also where they came before they had a default there."""

from django.db import migrations

SET = """
    ALTER TABLE landscape_systemproduct ALTER COLUMN catalogue_values SET DEFAULT '{}';
    ALTER TABLE landscape_systemproductevent ALTER COLUMN catalogue_values SET DEFAULT '{}';
    ALTER TABLE landscape_exportlog ALTER COLUMN subject SET DEFAULT '';
    ALTER TABLE landscape_exportlogevent ALTER COLUMN subject SET DEFAULT '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('landscape', '0006_documents'),
    ]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
