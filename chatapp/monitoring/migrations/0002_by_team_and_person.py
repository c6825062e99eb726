"""Sums by team and by person, durations by day; what was counted before is counted anew."""

from zoneinfo import ZoneInfo

from django.db import migrations, models


def count_anew(apps, schema_editor):
    """The sums follow from the calls, so they are made from them once more."""
    calls = apps.get_model("chatapp", "ClaudeCall").objects
    if not calls.exists():
        return
    from chatapp.monitoring.counting import Tally  # plain SQL over the tables made here

    organisation = apps.get_model("accounts", "Organisation").objects.first()
    people = dict(apps.get_model("accounts", "User").objects.values_list("pk", "team_id"))
    tally = Tally(ZoneInfo(organisation.time_zone if organisation else "UTC"))
    for number, call in enumerate(calls.iterator(2000), start=1):
        call.team_id = people.get(call.user_id)
        tally.add(call)
        if number % 20_000 == 0:
            tally.write()
    tally.write()


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_roles"),
        ("chatapp", "0005_answers_from_the_cache"),
        ("monitoring", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="CallHour"),
        migrations.DeleteModel(name="CallDay"),
        migrations.DeleteModel(name="LatencyHour"),
        migrations.CreateModel(
            name='CallDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calls', models.PositiveBigIntegerField(default=0)),
                ('attempts', models.PositiveBigIntegerField(default=0)),
                ('waited_ms', models.PositiveBigIntegerField(default=0)),
                ('duration_ms', models.PositiveBigIntegerField(default=0)),
                ('first_token_ms', models.PositiveBigIntegerField(default=0)),
                ('first_tokens', models.PositiveBigIntegerField(default=0)),
                ('input_tokens', models.PositiveBigIntegerField(default=0)),
                ('output_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_read_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_write_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_hits', models.PositiveBigIntegerField(default=0)),
                ('saved_nano', models.PositiveBigIntegerField(default=0)),
                ('team_id', models.BigIntegerField(default=0)),
                ('model', models.CharField(max_length=100)),
                ('purpose', models.CharField(max_length=20)),
                ('code', models.CharField(blank=True, default='', max_length=40)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('day', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'team_id', 'model', 'purpose', 'code', 'status'), name='one_call_day')],
            },
        ),
        migrations.CreateModel(
            name='CallHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calls', models.PositiveBigIntegerField(default=0)),
                ('attempts', models.PositiveBigIntegerField(default=0)),
                ('waited_ms', models.PositiveBigIntegerField(default=0)),
                ('duration_ms', models.PositiveBigIntegerField(default=0)),
                ('first_token_ms', models.PositiveBigIntegerField(default=0)),
                ('first_tokens', models.PositiveBigIntegerField(default=0)),
                ('input_tokens', models.PositiveBigIntegerField(default=0)),
                ('output_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_read_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_write_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_hits', models.PositiveBigIntegerField(default=0)),
                ('saved_nano', models.PositiveBigIntegerField(default=0)),
                ('team_id', models.BigIntegerField(default=0)),
                ('model', models.CharField(max_length=100)),
                ('purpose', models.CharField(max_length=20)),
                ('code', models.CharField(blank=True, default='', max_length=40)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('hour', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hour', 'team_id', 'model', 'purpose', 'code', 'status'), name='one_call_hour')],
            },
        ),
        migrations.CreateModel(
            name='LatencyDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team_id', models.BigIntegerField(default=0)),
                ('model', models.CharField(blank=True, default='', max_length=100)),
                ('purpose', models.CharField(blank=True, default='', max_length=20)),
                ('measure', models.CharField(choices=[('first', 'First'), ('whole', 'Whole')], max_length=5)),
                ('bucket', models.PositiveSmallIntegerField()),
                ('calls', models.PositiveBigIntegerField(default=0)),
                ('day', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model', 'day', 'purpose', 'team_id', 'measure', 'bucket'), name='one_latency_day')],
            },
        ),
        migrations.CreateModel(
            name='LatencyHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team_id', models.BigIntegerField(default=0)),
                ('model', models.CharField(blank=True, default='', max_length=100)),
                ('purpose', models.CharField(blank=True, default='', max_length=20)),
                ('measure', models.CharField(choices=[('first', 'First'), ('whole', 'Whole')], max_length=5)),
                ('bucket', models.PositiveSmallIntegerField()),
                ('calls', models.PositiveBigIntegerField(default=0)),
                ('hour', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model', 'hour', 'purpose', 'team_id', 'measure', 'bucket'), name='one_latency_hour')],
            },
        ),
        migrations.CreateModel(
            name='PersonDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calls', models.PositiveBigIntegerField(default=0)),
                ('attempts', models.PositiveBigIntegerField(default=0)),
                ('waited_ms', models.PositiveBigIntegerField(default=0)),
                ('duration_ms', models.PositiveBigIntegerField(default=0)),
                ('first_token_ms', models.PositiveBigIntegerField(default=0)),
                ('first_tokens', models.PositiveBigIntegerField(default=0)),
                ('input_tokens', models.PositiveBigIntegerField(default=0)),
                ('output_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_read_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_write_tokens', models.PositiveBigIntegerField(default=0)),
                ('cache_hits', models.PositiveBigIntegerField(default=0)),
                ('saved_nano', models.PositiveBigIntegerField(default=0)),
                ('team_id', models.BigIntegerField(default=0)),
                ('model', models.CharField(max_length=100)),
                ('purpose', models.CharField(max_length=20)),
                ('code', models.CharField(blank=True, default='', max_length=40)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('day', models.DateField()),
                ('user_id', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user_id', 'day', 'team_id', 'model', 'purpose', 'code', 'status'), name='one_person_day')],
            },
        ),
        migrations.RunPython(count_anew, migrations.RunPython.noop, elidable=True),
    ]
