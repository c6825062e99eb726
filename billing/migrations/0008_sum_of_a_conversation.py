"""The index by conversation holds all that the sum of one needs: the entries are not read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_names_of_columns"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="ledgerentry",
            name="ledger_by_conversation",
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                fields=["conversation_id", "user_id", "amount_nano"], name="ledger_by_conversation"
            ),
        ),
    ]
