"""Names of the columns of reservations and windows, for the console in both languages."""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0006_day_spend_by_grain"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reservation",
            name="assistant_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="assistant"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="call_id",
            field=models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False, verbose_name="call"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="conversation_id",
            field=models.UUIDField(blank=True, null=True, verbose_name="conversation"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="lease_until",
            field=models.DateTimeField(verbose_name="lease until"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="message_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="message"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="purpose",
            field=models.CharField(max_length=20, verbose_name="purpose"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="quote",
            field=models.JSONField(default=dict, verbose_name="quoted at"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="reserved_at",
            field=models.DateTimeField(verbose_name="reserved at"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="reserved_nano",
            field=models.PositiveBigIntegerField(default=0, verbose_name="reserved, nano-dollars"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="reserved_output",
            field=models.PositiveBigIntegerField(default=0, verbose_name="reserved output tokens"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="reserved_tokens",
            field=models.PositiveBigIntegerField(default=0, verbose_name="reserved tokens"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="seen",
            field=models.JSONField(blank=True, null=True, verbose_name="usage seen so far"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="settled_nano",
            field=models.PositiveBigIntegerField(default=0, verbose_name="settled, nano-dollars"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="state",
            field=models.CharField(choices=[("open", "open"), ("settled", "settled"), ("released", "released")], default="open", max_length=8, verbose_name="state"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="team_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="team"),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="user_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="person"),
        ),
        migrations.AlterField(
            model_name="window",
            name="ends_at",
            field=models.DateTimeField(verbose_name="ends at"),
        ),
        migrations.AlterField(
            model_name="window",
            name="first_day",
            field=models.DateField(verbose_name="first day"),
        ),
        migrations.AlterField(
            model_name="window",
            name="notify_nano",
            field=models.PositiveBigIntegerField(blank=True, default=0, null=True, verbose_name="next threshold, nano-dollars"),
        ),
        migrations.AlterField(
            model_name="window",
            name="notify_tokens",
            field=models.PositiveBigIntegerField(blank=True, default=0, null=True, verbose_name="next threshold, tokens"),
        ),
        migrations.AlterField(
            model_name="window",
            name="period",
            field=models.CharField(choices=[("day", "day"), ("week", "week"), ("month", "month"), ("total", "in total")], max_length=5, verbose_name="period"),
        ),
        migrations.AlterField(
            model_name="window",
            name="reserved_nano",
            field=models.PositiveBigIntegerField(default=0, verbose_name="reserved, nano-dollars"),
        ),
        migrations.AlterField(
            model_name="window",
            name="reserved_output",
            field=models.PositiveBigIntegerField(default=0, verbose_name="reserved output tokens"),
        ),
        migrations.AlterField(
            model_name="window",
            name="reserved_tokens",
            field=models.PositiveBigIntegerField(default=0, verbose_name="reserved tokens"),
        ),
        migrations.AlterField(
            model_name="window",
            name="spent_nano",
            field=models.PositiveBigIntegerField(default=0, verbose_name="spent, nano-dollars"),
        ),
        migrations.AlterField(
            model_name="window",
            name="spent_output",
            field=models.PositiveBigIntegerField(default=0, verbose_name="spent output tokens"),
        ),
        migrations.AlterField(
            model_name="window",
            name="spent_tokens",
            field=models.PositiveBigIntegerField(default=0, verbose_name="spent tokens"),
        ),
        migrations.AlterField(
            model_name="window",
            name="starts_at",
            field=models.DateTimeField(verbose_name="begins at"),
        ),
        migrations.AlterField(
            model_name="window",
            name="subject",
            field=models.CharField(choices=[("user", "person"), ("team", "team"), ("organisation", "organisation")], max_length=12, verbose_name="for"),
        ),
        migrations.AlterField(
            model_name="window",
            name="subject_id",
            field=models.BigIntegerField(default=0, verbose_name="id of the person or team"),
        ),
    ]
