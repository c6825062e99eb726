"""Signed-in people, made in the database beforehand: prints their session keys, one a line.

    python people.py COUNT      with the environment of the site they are for

Run by its path, so that it works on the `chatapp` of whichever checkout is on the PYTHONPATH.
"""

import sys

import django


def session_keys(count: int) -> list[str]:
    """One new session each for `count` new people."""
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.contrib.sessions.backends.db import SessionStore

    keys: list[str] = []
    for number in range(count):
        user = get_user_model().objects.create(email=f"person-{number}@example.com")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        session.save()
        keys.append(session.session_key or "")
    return keys


if __name__ == "__main__":
    django.setup()
    sys.stdout.write("\n".join(session_keys(int(sys.argv[1]))) + "\n")
