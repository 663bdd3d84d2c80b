"""Let the database fill columns that came later, also where they came before they had a default there."""

from django.db import migrations

SET = """
    ALTER TABLE publishing_item ALTER COLUMN revision_interval_months SET DEFAULT 24;
    ALTER TABLE publishing_itemevent ALTER COLUMN revision_interval_months SET DEFAULT 24;
    ALTER TABLE publishing_item ALTER COLUMN revision_lead_months SET DEFAULT 2;
    ALTER TABLE publishing_itemevent ALTER COLUMN revision_lead_months SET DEFAULT 2;
    ALTER TABLE publishing_version ALTER COLUMN significance_reason SET DEFAULT '';
    ALTER TABLE publishing_versionevent ALTER COLUMN significance_reason SET DEFAULT '';
    ALTER TABLE publishing_approvalstep ALTER COLUMN is_retired SET DEFAULT false;
    ALTER TABLE publishing_approvalstepevent ALTER COLUMN is_retired SET DEFAULT false;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0009_web_addresses'),
    ]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
