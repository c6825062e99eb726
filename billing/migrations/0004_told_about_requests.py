"""Requests for more are told: alerts of their own, a channel that carries them, dismissing."""

from django.db import migrations, models


def add_channel(apps, schema_editor):
    """Administrators hear of requests from the first day on; they may turn it off."""
    channels = apps.get_model("billing", "AlertChannel").objects
    if not channels.filter(kind="requests").exists():
        channels.create(name="Budget requests", kind="requests")


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0003_answer_to_request"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="dismissed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="dismissed by the person"),
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("threshold", "threshold reached"),
                    ("forecast", "will run out early"),
                    ("unusual", "unusual spending"),
                    ("price_missing", "price missing"),
                    ("breach", "dearer than reserved"),
                    ("request", "asks for more"),
                    ("decision", "request answered"),
                ],
                max_length=13,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="alertchannel",
            name="kind",
            field=models.CharField(
                choices=[
                    ("email", "e-mail to these addresses"),
                    ("person", "e-mail to the person concerned"),
                    ("webhook", "webhook (JSON)"),
                    ("slack", "webhook (Slack format)"),
                    ("requests", "e-mail: requests to administrators, answers to the person"),
                ],
                max_length=8,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["raised_at"], name="alert_by_time"),
        ),
        migrations.RunPython(add_channel, migrations.RunPython.noop, elidable=True),
    ]
