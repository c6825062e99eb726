"""A Redis server of the tests' own: nothing is kept on disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from tests.servers.packages import program
from tests.servers.process import ServerProcess, free_port


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


@contextmanager
def private_redis(folder: Path, port: int = 0) -> Iterator[str]:
    """The URL of a server that runs as long as the context; `folder` takes its log."""
    port = port or free_port()
    server = ServerProcess(
        [
            *(program("redis-server"), "--bind", "127.0.0.1", "--port", str(port)),
            *("--save", "", "--appendonly", "no", "--dir", folder),
        ],
        env=os.environ,
        log=folder / "redis.log",
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        server.wait_until_up(lambda: answers(url))
        yield url
    finally:
        server.terminate()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running server, one for each test process: it starts in 30 ms."""
    with private_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of a Redis that is empty at the start of the test."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server
