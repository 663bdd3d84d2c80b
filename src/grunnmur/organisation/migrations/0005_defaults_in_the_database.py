"""Let the database fill columns that came later, also where they came before they had a default there."""

from django.db import migrations

SET = """
    ALTER TABLE organisation_function ALTER COLUMN is_closed SET DEFAULT false;
    ALTER TABLE organisation_functionevent ALTER COLUMN is_closed SET DEFAULT false;
    ALTER TABLE organisation_function ALTER COLUMN needed SET DEFAULT '';
    ALTER TABLE organisation_functionevent ALTER COLUMN needed SET DEFAULT '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0004_double_a_is_planned_once'),
    ]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
