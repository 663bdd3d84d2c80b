from django.db import migrations

# As before, but with a kept plan: a function in plain SQL that a default calls is read and planned anew for each row.
HAS_DOUBLE_A = """
CREATE OR REPLACE FUNCTION organisation_has_double_a() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce((
        SELECT t.country = 'DK' FROM core_tenant t
        WHERE t.id = nullif(current_setting('app.tenant', true), '')::uuid
    ), false);
END $$;
"""


class Migration(migrations.Migration):
    """A new person or unit is written in less time. Taken back, the function stays: it answers the same."""

    dependencies = [
        ("organisation", "0003_needed_functions"),
    ]

    operations = [migrations.RunSQL(HAS_DOUBLE_A, migrations.RunSQL.noop)]
