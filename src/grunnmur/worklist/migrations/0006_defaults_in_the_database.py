"""Let the database fill columns that came later, also where they came before they had a default there."""

from django.db import migrations

SET = """
    ALTER TABLE worklist_notification ALTER COLUMN is_sensitive SET DEFAULT false;
    ALTER TABLE worklist_notificationevent ALTER COLUMN is_sensitive SET DEFAULT false;
    ALTER TABLE worklist_task ALTER COLUMN spared SET DEFAULT '{}';
    ALTER TABLE worklist_taskevent ALTER COLUMN spared SET DEFAULT '{}';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('worklist', '0005_spared'),
    ]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
