"""The table of terms and the database's own index over it."""

import django.db.models.deletion
from django.db import migrations, models

from chatapp.search.index import create_in_migration


class Migration(migrations.Migration):
    initial = True

    dependencies = [("chatapp", "0002_conversation_options")]

    operations = [
        migrations.CreateModel(
            name="Terms",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="chatapp.message",
                    ),
                ),
                ("terms", models.TextField()),
            ],
            options={"verbose_name": "search terms", "verbose_name_plural": "search terms"},
        ),
        migrations.RunPython(create_in_migration, migrations.RunPython.noop),
    ]
