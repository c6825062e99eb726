"""The process is killed, anywhere: what it held is settled, and the books stay right."""

from typing import Any

import pytest

from tests.billing.processes import Books


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path) -> Books:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return Books(tmp_path, url)


def only_leases_are_over(found: dict[str, Any]) -> bool:
    return all("its lease ended" in sentence for sentence in found["drift"])


@pytest.mark.timeout(240)
def test_killed_between_any_two_statements(books):
    done = books.spender("die")

    assert done["killed"] > done["left_open"] > 0
    assert done["left_open"] == done["swept"]  # those whose reservation was committed
    assert only_leases_are_over(done["before"])
    assert done["books"]["drift"] == []
    assert done["books"]["reserved_nano"] == 0


@pytest.mark.timeout(240)
def test_killed_in_the_middle_of_many_calls(books):
    done = books.spender(
        "killed", processes=2, calls=10**5, users=5, faults=True,
        limit=10**6, user_limit=10**5, kill_after=12,
    )  # fmt: skip

    assert only_leases_are_over(done["before"])
    assert done["books"]["drift"] == []
    assert done["books"]["reserved_nano"] == 0
    assert done["books"]["calls"] >= 12
