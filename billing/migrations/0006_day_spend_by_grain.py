"""Sums by day in coarser grains, made from the sums there are."""

from django.db import migrations, models

SUM_UP = """
INSERT INTO billing_dayspend (grain, day, user_id, team_id, assistant_id, model, purpose, kind,
    calls, entries, quantity, amount_nano, estimated_nano)
SELECT '{grain}', day, {columns}, kind,
    SUM(calls), SUM(entries), SUM(quantity), SUM(amount_nano), SUM(estimated_nano)
FROM billing_dayspend WHERE grain = 'full'
GROUP BY day, kind{told_apart}
"""
GRAINS = {
    "work": ("0, team_id, 0, model, purpose", ", team_id, model, purpose"),
    "person": ("user_id, team_id, 0, '', ''", ", user_id, team_id"),
    "assistant": ("0, 0, assistant_id, '', ''", ", assistant_id"),
}


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for grain, (columns, told_apart) in GRAINS.items():
            cursor.execute(SUM_UP.format(grain=grain, columns=columns, told_apart=told_apart))


def forget(apps, schema_editor):
    apps.get_model("billing", "DaySpend").objects.exclude(grain="full").delete()


class Migration(migrations.Migration):

    dependencies = [("billing", "0005_health")]

    operations = [
        migrations.RemoveConstraint(model_name="dayspend", name="one_day_spend"),
        migrations.RemoveIndex(model_name="dayspend", name="day_spend_by_user"),
        migrations.RemoveIndex(model_name="dayspend", name="day_spend_by_team"),
        migrations.AddField(
            model_name="dayspend",
            name="grain",
            field=models.CharField(
                choices=[
                    ("full", "Full"), ("work", "Work"), ("person", "Person"), ("assistant", "Assistant"),
                ],
                default="full",
                max_length=9,
            ),
        ),
        migrations.RunPython(fill, forget, elidable=True),
        migrations.AddIndex(
            model_name="dayspend",
            index=models.Index(fields=["grain", "user_id", "day"], name="day_spend_by_user"),
        ),
        migrations.AddIndex(
            model_name="dayspend",
            index=models.Index(fields=["grain", "team_id", "day"], name="day_spend_by_team"),
        ),
        migrations.AddConstraint(
            model_name="dayspend",
            constraint=models.UniqueConstraint(
                fields=(
                    "grain", "day", "user_id", "team_id", "assistant_id", "model", "purpose", "kind",
                ),
                name="one_day_spend",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["-reserved_at"], name="reservation_by_time"),
        ),
        migrations.AlterModelManagers(
            name="dayspend", managers=[("every_grain", models.manager.Manager())]
        ),
    ]
