"""Let the database fill columns that came later, also where they came before they had a default there."""

from django.db import migrations

SET = """
    ALTER TABLE access_issuedthing ALTER COLUMN is_lost SET DEFAULT false;
    ALTER TABLE access_issuedthingevent ALTER COLUMN is_lost SET DEFAULT false;
    ALTER TABLE access_role ALTER COLUMN is_desk_role SET DEFAULT false;
    ALTER TABLE access_roleevent ALTER COLUMN is_desk_role SET DEFAULT false;
    ALTER TABLE access_scimclient ALTER COLUMN live_users SET DEFAULT 0;
    ALTER TABLE access_requestline ALTER COLUMN compensating_check SET DEFAULT '';
    ALTER TABLE access_requestlineevent ALTER COLUMN compensating_check SET DEFAULT '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0015_things_lost'),
    ]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
