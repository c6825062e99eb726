"""Settings of the test run: the product's own, embedded, without a key, in a private folder.

A module of its own because pytest-django reads the settings before any conftest is loaded.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.environment import private_environment

_data_dir = Path(tempfile.mkdtemp(prefix="chatapp-tests-"))
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)
_environment = private_environment(_data_dir)
os.environ.clear()
os.environ.update(_environment)

from chatapp.settings import *  # noqa: E402, F403
from chatapp.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": _data_dir / "test.sqlite3"}  # threads share a file only
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread must not bring one test's file into the next
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = _data_dir / "static"  # empty: else every test client looks through all of ours
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
