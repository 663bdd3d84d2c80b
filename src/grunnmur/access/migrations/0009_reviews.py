"""Reviews: rounds of looking again, their questions, and what was shown, which never changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.lookups
import grunnmur.core.models.base
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from grunnmur.core.frozen import refuse_changes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_audit_and_mining'),
        ('organisation', '0003_needed_functions'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewSnapshot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('taken_at', models.DateTimeField()),
                ('content_hash', models.CharField(max_length=64)),
                ('content', models.JSONField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewSnapshotEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('taken_at', models.DateTimeField()),
                ('content_hash', models.CharField(max_length=64)),
                ('content', models.JSONField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('name', models.CharField(max_length=200)),
                ('trigger', models.CharField(choices=[('campaign', 'Campaign'), ('mover', 'Somebody moves'), ('periodic', 'Time has passed'), ('risk', 'The risk was raised')], default='campaign', max_length=8)),
                ('dedupe_key', models.CharField(blank=True, max_length=200)),
                ('due_date', models.DateField()),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('opened_by', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('name', models.CharField(max_length=200)),
                ('trigger', models.CharField(choices=[('campaign', 'Campaign'), ('mover', 'Somebody moves'), ('periodic', 'Time has passed'), ('risk', 'The risk was raised')], default='campaign', max_length=8)),
                ('dedupe_key', models.CharField(blank=True, max_length=200)),
                ('due_date', models.DateField()),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.person')),
                ('opened_by', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='access.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('kind', models.CharField(choices=[('rule', 'Rule'), ('role', 'What is in a role'), ('grant', 'Given to one person'), ('membership', 'One person by a rule'), ('access', "One person's access"), ('exclusion', 'Kept away from one person'), ('thing', 'Handed out to one person')], max_length=10)),
                ('subject_id', models.UUIDField()),
                ('risk', models.PositiveSmallIntegerField(default=1)),
                ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('reviewer_key', models.CharField(max_length=120)),
                ('due_date', models.DateField()),
                ('looks_again', models.BooleanField(default=False)),
                ('answer', models.CharField(blank=True, choices=[('', 'Not answered'), ('keep', 'Keep'), ('shorten', 'Shorten'), ('remove', 'Remove'), ('gone', 'Gone already'), ('not_attested', 'Not attested')], default='', max_length=12)),
                ('last_day', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('suspension', models.UUIDField(blank=True, null=True)),
                ('answered_by', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('person', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('review', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='access.review')),
                ('unit', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('answered_on', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.reviewsnapshot')),
                ('opened_on', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.reviewsnapshot')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewRemoval',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('item', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.reviewitem')),
                ('permission', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.permission')),
                ('person', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewRemovalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('item', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.reviewitem')),
                ('permission', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.permission')),
                ('person', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='access.reviewremoval')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewScope',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('permission', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.permission')),
                ('person', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('resource', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.resource')),
                ('review', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.review')),
                ('role', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.role')),
                ('unit', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewScopeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('permission', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.permission')),
                ('person', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='access.reviewscope')),
                ('resource', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.resource')),
                ('review', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.review')),
                ('role', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.role')),
                ('unit', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('tenant_id', models.UUIDField(db_default=grunnmur.core.models.base.CurrentTenant(), editable=False)),
                ('kind', models.CharField(choices=[('rule', 'Rule'), ('role', 'What is in a role'), ('grant', 'Given to one person'), ('membership', 'One person by a rule'), ('access', "One person's access"), ('exclusion', 'Kept away from one person'), ('thing', 'Handed out to one person')], max_length=10)),
                ('subject_id', models.UUIDField()),
                ('risk', models.PositiveSmallIntegerField(default=1)),
                ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('reviewer_key', models.CharField(max_length=120)),
                ('due_date', models.DateField()),
                ('looks_again', models.BooleanField(default=False)),
                ('answer', models.CharField(blank=True, choices=[('', 'Not answered'), ('keep', 'Keep'), ('shorten', 'Shorten'), ('remove', 'Remove'), ('gone', 'Gone already'), ('not_attested', 'Not attested')], default='', max_length=12)),
                ('last_day', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('suspension', models.UUIDField(blank=True, null=True)),
                ('answered_by', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.person')),
                ('person', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='access.reviewitem')),
                ('review', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.review')),
                ('unit', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.unit')),
                ('answered_on', grunnmur.core.models.base.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.reviewsnapshot')),
                ('opened_on', grunnmur.core.models.base.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.reviewsnapshot')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewsnapshot',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewsnapshotevent" ("content", "content_hash", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "tenant_id") VALUES (NEW."content", NEW."content_hash", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."taken_at", NEW."tenant_id"); RETURN NULL;', hash='2853fcee5b9a446d4aae32b50547718ea971cf55', operation='INSERT', pgid='pgtrigger_insert_insert_5f4db', table='access_reviewsnapshot', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewsnapshot',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_reviewsnapshotevent" ("content", "content_hash", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "tenant_id") VALUES (NEW."content", NEW."content_hash", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."taken_at", NEW."tenant_id"); RETURN NULL;', hash='eb25678b56ff7a6ec7bf9a86fbee4ec5649e2476', operation='UPDATE', pgid='pgtrigger_update_update_58f22', table='access_reviewsnapshot', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewsnapshot',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewsnapshotevent" ("content", "content_hash", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "tenant_id") VALUES (OLD."content", OLD."content_hash", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."taken_at", OLD."tenant_id"); RETURN NULL;', hash='f0e6f7f2e3669e4cabad001db220afef6a1e488f', operation='DELETE', pgid='pgtrigger_delete_delete_eefc8', table='access_reviewsnapshot', when='AFTER')),
        ),
        migrations.AddField(
            model_name='reviewsnapshotevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='access.reviewsnapshot'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['tenant_id', 'closed_at', 'due_date'], name='review_open'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('dedupe_key', ''), _negated=True), fields=('tenant_id', 'dedupe_key'), name='review_once_for_each_cause'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewevent" ("closed_at", "closed_by_id", "dedupe_key", "due_date", "id", "name", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tenant_id", "trigger") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."dedupe_key", NEW."due_date", NEW."id", NEW."name", NEW."opened_at", NEW."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."tenant_id", NEW."trigger"); RETURN NULL;', hash='01de0a153d62f5f9d4d2f6ca0dba455bc824ee23', operation='INSERT', pgid='pgtrigger_insert_insert_4adbe', table='access_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_reviewevent" ("closed_at", "closed_by_id", "dedupe_key", "due_date", "id", "name", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tenant_id", "trigger") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."dedupe_key", NEW."due_date", NEW."id", NEW."name", NEW."opened_at", NEW."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."tenant_id", NEW."trigger"); RETURN NULL;', hash='794ca57a34f064821ba9422c0b7d375829fdfac2', operation='UPDATE', pgid='pgtrigger_update_update_bbfed', table='access_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewevent" ("closed_at", "closed_by_id", "dedupe_key", "due_date", "id", "name", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tenant_id", "trigger") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."dedupe_key", OLD."due_date", OLD."id", OLD."name", OLD."opened_at", OLD."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."tenant_id", OLD."trigger"); RETURN NULL;', hash='32c6cb495e36b6e326cd574af1348a27332bfdc9', operation='DELETE', pgid='pgtrigger_delete_delete_ddca0', table='access_review', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='reviewremoval',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['tenant_id', 'item'], name='review_removal_open'),
        ),
        migrations.AddConstraint(
            model_name='reviewremoval',
            constraint=models.UniqueConstraint(fields=('tenant_id', 'item', 'person', 'permission'), name='review_removal_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewremoval',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewremovalevent" ("done_at", "id", "item_id", "permission_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tenant_id") VALUES (NEW."done_at", NEW."id", NEW."item_id", NEW."permission_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."tenant_id"); RETURN NULL;', hash='201f0ed8374903776e14543d4eca5b7510ecb05e', operation='INSERT', pgid='pgtrigger_insert_insert_9a173', table='access_reviewremoval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewremoval',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_reviewremovalevent" ("done_at", "id", "item_id", "permission_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tenant_id") VALUES (NEW."done_at", NEW."id", NEW."item_id", NEW."permission_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."tenant_id"); RETURN NULL;', hash='87bcf6d3c3ba6867d643e846fac148b2546b2efa', operation='UPDATE', pgid='pgtrigger_update_update_85520', table='access_reviewremoval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewremoval',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewremovalevent" ("done_at", "id", "item_id", "permission_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tenant_id") VALUES (OLD."done_at", OLD."id", OLD."item_id", OLD."permission_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."tenant_id"); RETURN NULL;', hash='fe2103d79d67ff78d6a11452bde87ee365466f33', operation='DELETE', pgid='pgtrigger_delete_delete_5d946', table='access_reviewremoval', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='reviewscope',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('unit_id', 'resource_id', 'role_id', 'permission_id', 'person_id', function='num_nonnulls', output_field=models.IntegerField()), 1), name='review_scope_one_thing'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewscope',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewscopeevent" ("id", "permission_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "review_id", "role_id", "tenant_id", "unit_id") VALUES (NEW."id", NEW."permission_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."resource_id", NEW."review_id", NEW."role_id", NEW."tenant_id", NEW."unit_id"); RETURN NULL;', hash='e2cb8ba09ec5ec93679a0be06003cd70655b66ab', operation='INSERT', pgid='pgtrigger_insert_insert_8cdaf', table='access_reviewscope', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewscope',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_reviewscopeevent" ("id", "permission_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "review_id", "role_id", "tenant_id", "unit_id") VALUES (NEW."id", NEW."permission_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."resource_id", NEW."review_id", NEW."role_id", NEW."tenant_id", NEW."unit_id"); RETURN NULL;', hash='ad66cd0433329d566ab67fe26630d8375decc32d', operation='UPDATE', pgid='pgtrigger_update_update_cb518', table='access_reviewscope', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewscope',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewscopeevent" ("id", "permission_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "review_id", "role_id", "tenant_id", "unit_id") VALUES (OLD."id", OLD."permission_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."resource_id", OLD."review_id", OLD."role_id", OLD."tenant_id", OLD."unit_id"); RETURN NULL;', hash='fc50bdbaa9bce18042c9c356675aff674d39dde7', operation='DELETE', pgid='pgtrigger_delete_delete_19aed', table='access_reviewscope', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='reviewitem',
            index=models.Index(fields=['tenant_id', 'reviewer_key', 'answer'], name='review_item_mine'),
        ),
        migrations.AddIndex(
            model_name='reviewitem',
            index=models.Index(fields=['tenant_id', 'kind', 'subject_id'], name='review_item_subject'),
        ),
        migrations.AddConstraint(
            model_name='reviewitem',
            constraint=models.UniqueConstraint(models.F('tenant_id'), models.F('review'), models.F('kind'), models.F('subject_id'), django.db.models.functions.comparison.Coalesce('person_id', models.Value('00000000-0000-0000-0000-000000000000', output_field=models.UUIDField())), name='review_item_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('rule', 'role')), ('person__isnull', True)), models.Q(models.Q(('kind__in', ('rule', 'role')), _negated=True), ('person__isnull', False)), _connector='OR'), name='review_item_person'),
        ),
        migrations.AddConstraint(
            model_name='reviewitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='review_item_answered_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewitemevent" ("answer", "answered_at", "answered_by_id", "answered_on_id", "causes", "confirmed_at", "due_date", "escalated_at", "id", "kind", "last_day", "looks_again", "note", "opened_on_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "reviewer_key", "risk", "subject_id", "suspension", "tenant_id", "unit_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."answered_on_id", NEW."causes", NEW."confirmed_at", NEW."due_date", NEW."escalated_at", NEW."id", NEW."kind", NEW."last_day", NEW."looks_again", NEW."note", NEW."opened_on_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."review_id", NEW."reviewer_key", NEW."risk", NEW."subject_id", NEW."suspension", NEW."tenant_id", NEW."unit_id"); RETURN NULL;', hash='0f06ff468f5a6ee7ea6ad48080c3896da2a70018', operation='INSERT', pgid='pgtrigger_insert_insert_8817b', table='access_reviewitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_reviewitemevent" ("answer", "answered_at", "answered_by_id", "answered_on_id", "causes", "confirmed_at", "due_date", "escalated_at", "id", "kind", "last_day", "looks_again", "note", "opened_on_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "reviewer_key", "risk", "subject_id", "suspension", "tenant_id", "unit_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."answered_on_id", NEW."causes", NEW."confirmed_at", NEW."due_date", NEW."escalated_at", NEW."id", NEW."kind", NEW."last_day", NEW."looks_again", NEW."note", NEW."opened_on_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."review_id", NEW."reviewer_key", NEW."risk", NEW."subject_id", NEW."suspension", NEW."tenant_id", NEW."unit_id"); RETURN NULL;', hash='892adcb88cf1860e113a361c13e97fe8fd8808ea', operation='UPDATE', pgid='pgtrigger_update_update_943cf', table='access_reviewitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_reviewitemevent" ("answer", "answered_at", "answered_by_id", "answered_on_id", "causes", "confirmed_at", "due_date", "escalated_at", "id", "kind", "last_day", "looks_again", "note", "opened_on_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "reviewer_key", "risk", "subject_id", "suspension", "tenant_id", "unit_id") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."answered_on_id", OLD."causes", OLD."confirmed_at", OLD."due_date", OLD."escalated_at", OLD."id", OLD."kind", OLD."last_day", OLD."looks_again", OLD."note", OLD."opened_on_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."review_id", OLD."reviewer_key", OLD."risk", OLD."subject_id", OLD."suspension", OLD."tenant_id", OLD."unit_id"); RETURN NULL;', hash='475c554989a342cc678ebf9f3e6a392f127079ab', operation='DELETE', pgid='pgtrigger_delete_delete_6284e', table='access_reviewitem', when='AFTER')),
        ),
        refuse_changes("access_reviewsnapshot", when="true"),
    ]
