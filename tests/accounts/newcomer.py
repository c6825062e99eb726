"""A process of its own: says it is ready, waits for a line, signs one person up."""

import sys

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    settings.ALLOWED_HOSTS = ["testserver"]
    reverse("account_signup")  # loads every address now, so that the start is the same moment
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    form = {"email": sys.argv[1], "password1": "correct horse battery"}
    response = Client().post(reverse("account_signup"), form, secure=True)
    sys.stdout.write(f"{response.status_code}\n")


if __name__ == "__main__":
    main()
