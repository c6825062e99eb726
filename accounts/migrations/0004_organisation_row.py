from typing import Any

from django.db import migrations


def make(apps: Any, editor: Any) -> None:
    """The one row, with its defaults: whoever looks at it later need not write."""
    apps.get_model("accounts", "Organisation").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_instructions")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop, elidable=True)]
