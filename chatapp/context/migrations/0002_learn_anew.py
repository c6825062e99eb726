"""Tokens are counted in another way: what was learned of the former count says nothing of this one."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("context", "Calibration").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("context", "0001_initial")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
