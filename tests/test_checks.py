"""A wrong configuration is refused at start, by number and with a sentence."""

import pytest
from django.core.checks import run_checks

POSTGRES = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"
RIGHT = {
    "PROFILE": "production",
    "DATABASE_URL": "postgres://chatapp@localhost/chatapp",
    "REDIS_URL": "redis://localhost:6379/0",
    "SECRET_KEY": "a-key-for-tests-that-is-long-enough-and-never-used-anywhere-else",
    "ALLOWED_HOSTS": ["chat.example.com"],
    "ANTHROPIC_API_KEY": "not-a-key",
}


@pytest.fixture
def ids_of(settings, monkeypatch):
    """The numbers of the errors that a configuration gets."""

    def ids_of(engine: str = POSTGRES, **wrong: object) -> set[str]:
        monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
        for name, value in (RIGHT | wrong).items():
            setattr(settings, name, value)
        return {str(error.id) for error in run_checks() if str(error.id).startswith("chatapp.")}

    return ids_of


def test_a_whole_production_profile_is_accepted(ids_of):
    assert ids_of() == set()


def test_the_embedded_profile_needs_nothing(ids_of):
    nothing = {"DATABASE_URL": "", "REDIS_URL": "", "ANTHROPIC_API_KEY": "", "ALLOWED_HOSTS": []}
    assert ids_of(engine=SQLITE, PROFILE="embedded", **nothing) == set()


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("chatapp.E001", {"engine": SQLITE, "DATABASE_URL": ""}),
        ("chatapp.E002", {"REDIS_URL": ""}),
        ("chatapp.E004", {"SECRET_KEY": ""}),
        ("chatapp.E005", {"ALLOWED_HOSTS": []}),
        ("chatapp.E006", {"ANTHROPIC_API_KEY": ""}),
    ],
)
def test_what_is_missing_has_a_number(ids_of, number, wrong):
    assert ids_of(**wrong) == {number}


def test_an_unknown_database_is_not_taken_for_sqlite(ids_of):
    url = "mysql://chatapp@localhost/chatapp"
    assert "chatapp.E003" in ids_of(engine=SQLITE, DATABASE_URL=url)
