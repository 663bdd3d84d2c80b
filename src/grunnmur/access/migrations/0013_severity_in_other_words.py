"""What nobody may have together is called not allowed: "refused" said what happens to a request."""

from django.db import migrations, models

CHOICES = [("block", "Not allowed"), ("approve", "Needs an approved exception"), ("record", "Only listed")]


class Migration(migrations.Migration):
    """The words of a choice; the values stay."""

    dependencies = [
        ("access", "0012_reviews_of_waivers_and_drift"),
    ]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="severity",
            field=models.CharField(choices=CHOICES, default="block", max_length=7),
        )
        for name in ("conflict", "conflictevent")
    ]
