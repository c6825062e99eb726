"""An administrator at work, and the log they leave."""

import pytest

from accounts.models import User
from accounts.roles import Role


@pytest.fixture
def root(client):
    person = User.objects.create_user("root@example.org", "x", role=Role.ADMINISTRATOR)
    client.force_login(person)
    return client
