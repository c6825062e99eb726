"""`manage.py serve`: the whole site from one command: web, Celery worker and Celery beat."""

import asyncio
import contextlib
import fcntl
import socket
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from chatapp.management.supervisor import Child, StartFailed, Supervisor

POLL_SECONDS = 0.1
WORKER_PATIENCE_SECONDS = 15.0
ANY_ADDRESS = {"", "localhost", "127.0.0.1", "0.0.0.0", "::", "::1"}  # noqa: S104


def web_command(server: str, host: str, port: int) -> tuple[str, ...]:
    """How a web process is started; both servers log warnings only and answer the same.

    A websocket frame may be as long as the longest message, each character of it escaped.
    """
    longest = str(settings.MESSAGE_MAX_CHARS * 6 + 65_536)
    if server == "daphne":
        return (
            *("daphne", "-b", host, "-p", str(port), "-v", "0"),
            *("--websocket-max-message-size", longest, "--websocket-max-frame-size", longest),
            "chatapp.asgi:application",
        )
    if server == "uvicorn":
        return (
            *("uvicorn", "--host", host, "--port", str(port), "--log-level", "warning"),
            *("--ws-max-size", longest),
            *("--timeout-graceful-shutdown", str(round(settings.TURN_DRAIN_SECONDS) + 1)),
            "chatapp.asgi:application",
        )
    raise CommandError(f"WEB_SERVER is {server!r}; it can be daphne or uvicorn.")


def refuse_bad_address(host: str, port: int) -> None:
    """Try to listen, before anything is started or migrated, and say what is wrong."""
    try:
        [*_, (family, _, _, _, address)] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except PermissionError as error:
        raise CommandError(f"This user may not listen on port {port}; try PORT=8000.") from error
    except (socket.gaierror, OverflowError) as error:
        raise CommandError(f"HOST={host} PORT={port} is no address to listen on.") from error
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} cannot be used ({error.strerror}). Stop the program that"
            f" uses it, or choose another port: PORT={port + 1} scripts/serve"
        ) from error


@contextlib.contextmanager
def data_dir_to_ourselves() -> Iterator[None]:
    """Two sites on one DATA_DIR would take each other's running turns for dead ones."""
    with (settings.DATA_DIR / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(
                f"Another scripts/serve already runs on DATA_DIR={settings.DATA_DIR}."
                " Stop it first, or choose another DATA_DIR."
            ) from error
        yield


async def answers(host: str, port: int) -> None:
    """Wait until `/healthz` says 200. The Host header is one that ALLOWED_HOSTS lets through."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    request = (
        f"GET /healthz HTTP/1.1\r\nHost: {[*names, 'localhost'][0]}\r\nConnection: close\r\n\r\n"
    )
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request.encode())
                if b" 200 " in await reader.readline():
                    return
            finally:
                writer.close()
        await asyncio.sleep(POLL_SECONDS)


class Command(BaseCommand):
    """Migrate, start every process, print the address once, stop all of it on SIGINT or SIGTERM.

    Exit code 0 after a clean stop; 1, with a sentence, if the site cannot be brought up.
    """

    help = "Runs the whole site: web, worker and beat."

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        local = host in ANY_ADDRESS
        bind = "127.0.0.1" if host in {"", "localhost"} else host
        web = web_command(settings.WEB_SERVER, bind, port)
        refuse_bad_address(bind, port)
        with data_dir_to_ourselves():
            try:
                call_command("migrate", verbosity=0, interactive=False)
            except KeyboardInterrupt:
                raise CommandError("Stopped.", returncode=130) from None
            connections.close_all()
            name = "localhost" if local else host
            asyncio.run(
                self.supervise(web, (name if local else bind, port), f"http://{name}:{port}/")
            )

    async def supervise(self, web: tuple[str, ...], reach: tuple[str, int], address: str) -> None:
        celery = ("celery", "--quiet", "-A", "chatapp.celery")
        drain = settings.TURN_DRAIN_SECONDS + 5
        supervisor = Supervisor(
            self.child("web", *web, patience_seconds=drain),
            [
                self.child("worker", *celery, "worker", "--without-gossip", "--without-mingle"),
                self.child("beat", *celery, "beat"),
            ],
            answers=lambda: answers(*reach),
            on_ready=lambda: print(address, flush=True),  # noqa: T201
        )
        try:
            in_time = await supervisor.run()
        except StartFailed as failed:
            raise CommandError(str(failed)) from None
        if not in_time:
            raise CommandError("Stopped, but not every process ended in time.")

    def child(
        self, name: str, *module: str, patience_seconds: float = WORKER_PATIENCE_SECONDS
    ) -> Child:
        return Child(
            name,
            *(sys.executable, "-m", *module),
            cwd=settings.BASE_DIR,
            patience_seconds=patience_seconds,
        )
