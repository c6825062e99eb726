"""Every knob of chatapp, read from the environment in this one package.

Two profiles share one code base. Without `DATABASE_URL` and `REDIS_URL` the *embedded* profile
runs on SQLite, local memory and a file broker. With both, the *production* profile runs on
PostgreSQL and Redis. `chatapp/checks.py` refuses what lies between, at start and with a sentence.
`docs/configuration.md` lists every name; a test holds that list complete.
"""

import django_stubs_ext

from chatapp.settings.claude import *  # noqa: F403
from chatapp.settings.console import *  # noqa: F403
from chatapp.settings.documents import *  # noqa: F403
from chatapp.settings.environment import *  # noqa: F403
from chatapp.settings.pages import *  # noqa: F403
from chatapp.settings.parts import *  # noqa: F403
from chatapp.settings.people import *  # noqa: F403
from chatapp.settings.security import *  # noqa: F403
from chatapp.settings.stores import *  # noqa: F403
from chatapp.settings.traces import *  # noqa: F403

django_stubs_ext.monkeypatch()  # lets ModelAdmin[Model] be written where Django lags behind
