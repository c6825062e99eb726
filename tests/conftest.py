"""What every test gets: no key, no network, private data; and what CI asks of skips."""

import os
from collections.abc import Generator, Iterator

import pytest
from django.db import connection
from django.utils import timezone, translation

from accounts.append_only import AppendOnly

pytest_plugins = [
    "tests.loopback",
    "tests.servers.redis",
    "tests.servers.postgres",
    "tests.servers.site",
]
MAY_BE_MISSING_IN_CI = "shared recordings"


@pytest.fixture(autouse=True)
def in_english_and_utc() -> None:
    """A page asked for by one test must not choose the language or time zone of the next."""
    translation.deactivate()
    timezone.deactivate()


def is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    marked = marker is not None and bool(marker.kwargs.get("transaction"))
    return marked or "transactional_db" in request.fixturenames


@pytest.fixture(autouse=True)
def append_only_tables_can_be_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Emptying the tables after a test would be refused by their triggers; flush sets them anew."""
    if not is_transactional(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    for guard in AppendOnly.all:
        guard.remove(connection)


def skip_is_a_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI nothing may be skipped, for a green run that ran nothing proves nothing.

    The shared recordings excepted: the project is whole without them.
    """
    if not (os.environ.get("CI") and report.skipped) or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr)
    if MAY_BE_MISSING_IN_CI not in reason:
        report.outcome = "failed"
        report.longrepr = f"Skipped, which is a failure in CI: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    skip_is_a_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    skip_is_a_failure(report)
    return report
