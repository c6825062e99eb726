from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("chatapp", "0004_calls_by_error"),
    ]

    operations = [
        migrations.AddField(
            model_name="claudecall",
            name="team_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="claudecall",
            name="from_cache",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="claudecall",
            name="saved_nano",
            field=models.BigIntegerField(default=0),
        ),
    ]
