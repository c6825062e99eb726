"""The day and the assistant of every entry, and sums by day; what was booked before gets both."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import migrations, models

from billing import append_only


SUM_UP = """
INSERT INTO billing_dayspend (day, user_id, team_id, assistant_id, model, purpose, kind,
    calls, entries, quantity, amount_nano, estimated_nano)
SELECT day, COALESCE(user_id, 0), COALESCE(team_id, 0), COALESCE(assistant_id, 0),
    model, purpose, kind,
    SUM(CASE WHEN id IN (SELECT MIN(id) FROM billing_ledgerentry GROUP BY call_id)
        THEN 1 ELSE 0 END),
    COUNT(*), SUM(quantity), SUM(amount_nano),
    SUM(CASE WHEN estimated THEN amount_nano ELSE 0 END)
FROM billing_ledgerentry
GROUP BY day, COALESCE(user_id, 0), COALESCE(team_id, 0), COALESCE(assistant_id, 0),
    model, purpose, kind
"""


def fill(apps, schema_editor):
    """The ledger refuses changes: its triggers step aside and come back after the migration."""
    connection = schema_editor.connection
    entries = apps.get_model("billing", "LedgerEntry").objects
    if not entries.exists():
        return
    append_only.remove(connection)
    row = apps.get_model("accounts", "Organisation").objects.first()
    zone = ZoneInfo(row.time_zone if row else "UTC")
    batch = []
    for entry in entries.only("booked_at").iterator(2000):
        entry.day = entry.booked_at.astimezone(zone).date()
        batch.append(entry)
        if len(batch) == 2000:
            entries.bulk_update(batch, ["day"])
            batch = []
    entries.bulk_update(batch, ["day"])
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_roles"),
        ("billing", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="assistant_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="assistant"),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="day",
            field=models.DateField(default=date(1970, 1, 1), verbose_name="day"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reservation",
            name="assistant_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="DaySpend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("user_id", models.BigIntegerField(default=0, verbose_name="person")),
                ("team_id", models.BigIntegerField(default=0, verbose_name="team")),
                ("assistant_id", models.BigIntegerField(default=0, verbose_name="assistant")),
                ("model", models.CharField(max_length=100, verbose_name="model")),
                ("purpose", models.CharField(max_length=20, verbose_name="purpose")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("calls", models.PositiveBigIntegerField(default=0, verbose_name="calls")),
                ("entries", models.PositiveBigIntegerField(default=0, verbose_name="ledger entries")),
                ("quantity", models.PositiveBigIntegerField(default=0, verbose_name="quantity")),
                ("amount_nano", models.PositiveBigIntegerField(default=0, verbose_name="nano-dollars")),
                ("estimated_nano", models.PositiveBigIntegerField(default=0, verbose_name="estimated, nano-dollars")),
            ],
            options={
                "verbose_name": "spending of a day",
                "verbose_name_plural": "spending by day",
                "indexes": [
                    models.Index(fields=["user_id", "day"], name="day_spend_by_user"),
                    models.Index(fields=["team_id", "day"], name="day_spend_by_team"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "user_id", "team_id", "assistant_id", "model", "purpose", "kind"),
                        name="one_day_spend",
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
