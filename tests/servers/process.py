"""A program that a test starts: its log is kept, its end is certain."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from chatapp.management.supervisor import die_with_parent

POLL_SECONDS = 0.02
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(fact: Callable[[], object], seconds: float, what: str) -> None:
    """Poll until `fact` holds; a clear failure when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds:g} s")
        time.sleep(POLL_SECONDS)


class ServerProcess:
    """Runs `argv` in a session of its own, as `user` if one is named, its output into `log`."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        log: Path,
        user: str | None = None,
    ) -> None:
        self.argv = [str(part) for part in argv]
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                self.argv,
                cwd=ROOT if user is None else "/",
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    @property
    def pid(self) -> int:
        return self.popen.pid

    def said(self) -> str:
        """Its output so far."""
        return self.log.read_text(errors="replace")

    def wait_until_up(self, is_up: Callable[[], bool], seconds: float = 120) -> None:
        """Until `is_up`; if it ends or hangs instead, the failure shows what it said."""

        def up() -> bool:
            if self.popen.poll() is not None:
                raise AssertionError(f"{self.argv[0]} ended at its start:\n{self.said()}")
            return is_up()

        try:
            wait_until(up, seconds, f"{self.argv[0]} did not come up")
        except AssertionError:
            self.kill()
            raise

    def terminate(self, seconds: float = 30, number: int = signal.SIGTERM) -> int:
        """Ask it to end and wait; its exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(number)
        try:
            return self.popen.wait(seconds)
        finally:
            self.kill()

    def kill(self) -> None:
        """SIGKILL for it and all it started, as a crash would."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.popen.wait()
