"""Each connected system knows how many users it sees, without counting them."""

from django.db import migrations, models

COUNT = """
UPDATE access_scimclient c SET live_users = n.live
FROM (
    SELECT tenant_id, client_id, count(*) AS live FROM access_scimuser WHERE deleted_at IS NULL GROUP BY 1, 2
) n
WHERE c.tenant_id = n.tenant_id AND c.id = n.client_id;
"""
KEEP = """
CREATE FUNCTION access_keep_live_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE access_scimclient c SET live_users = c.live_users + n.change
        FROM (SELECT tenant_id, client_id, count(*) AS change FROM come WHERE deleted_at IS NULL GROUP BY 1, 2) n
        WHERE c.tenant_id = n.tenant_id AND c.id = n.client_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE access_scimclient c SET live_users = c.live_users - n.change
        FROM (SELECT tenant_id, client_id, count(*) AS change FROM gone WHERE deleted_at IS NULL GROUP BY 1, 2) n
        WHERE c.tenant_id = n.tenant_id AND c.id = n.client_id;
    ELSE
        UPDATE access_scimclient c SET live_users = c.live_users + n.change
        FROM (
            SELECT tenant_id, client_id, sum(one) AS change
            FROM (
                SELECT tenant_id, client_id, 1 AS one FROM come WHERE deleted_at IS NULL
                UNION ALL
                SELECT tenant_id, client_id, -1 FROM gone WHERE deleted_at IS NULL
            ) either
            GROUP BY 1, 2
        ) n
        WHERE c.tenant_id = n.tenant_id AND c.id = n.client_id AND n.change <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER live_users_come AFTER INSERT ON access_scimuser REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION access_keep_live_users();
CREATE TRIGGER live_users_gone AFTER DELETE ON access_scimuser REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION access_keep_live_users();
CREATE TRIGGER live_users_change AFTER UPDATE ON access_scimuser REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION access_keep_live_users();
"""
LET_GO = """
DROP TRIGGER live_users_come ON access_scimuser;
DROP TRIGGER live_users_gone ON access_scimuser;
DROP TRIGGER live_users_change ON access_scimuser;
DROP FUNCTION access_keep_live_users();
"""


class Migration(migrations.Migration):
    """The number, first as it is, then kept."""

    dependencies = [
        ("access", "0005_roles_without_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="scimclient",
            name="live_users",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, LET_GO),
    ]
